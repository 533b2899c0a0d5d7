import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Gifts after payment: the rules, what each order brought, and what went back of those orders. */
export class PromotionPayGifts1700000000374 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(GIFTS)
    await runner.query(GIVEN)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}

/** `given` counts the gifts that are with buyers or were in use when they were to go back; it is the hot row of a giving. */
const GIFTS = `
  create table pay_gifts (
    id uuid primary key,
    version integer not null default 1 constraint pay_gifts_version_positive check (version > 0),
    state text not null constraint pay_gifts_state_known check (state in ('draft', 'live', 'paused', 'stopped')),
    name text not null constraint pay_gifts_name_length check (char_length(name) between 1 and 40),
    threshold_fen bigint not null constraint pay_gifts_threshold_not_negative check (threshold_fen >= 0),
    waived boolean not null,
    scope jsonb not null,
    -- what the first of its goods were called when it was written
    scope_names text[] not null,
    kind text not null constraint pay_gifts_kind_known check (kind in ('coupon', 'points', 'draw')),
    gift jsonb not null,
    from_at timestamptz not null,
    until_at timestamptz not null,
    total_limit integer constraint pay_gifts_total_limit_positive check (total_limit > 0),
    member_limit integer constraint pay_gifts_member_limit_positive check (member_limit > 0),
    given integer not null default 0,
    created_by uuid,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    launched_at timestamptz,
    stopped_at timestamptz,
    constraint pay_gifts_some_days check (from_at < until_at),
    constraint pay_gifts_given_within_limit check (given >= 0 and (total_limit is null or given <= total_limit)),
    constraint pay_gifts_waived_asks_nothing check (not waived or threshold_fen = 0),
    constraint pay_gifts_kind_of_gift check (gift ->> 'kind' = kind),
    constraint pay_gifts_draft_is_new check ((state = 'draft') = (launched_at is null)),
    constraint pay_gifts_stopped_has_time check ((state = 'stopped') = (stopped_at is not null))
  );
  create index pay_gifts_by_time on pay_gifts (created_at desc, id desc);
  create index pay_gifts_live on pay_gifts (id) where state = 'live';
`

/** A given coupon carries the id of its gift. What its orders let go of is not free again where the shop waits to have it back. */
const GIVEN = `
  -- whoever hears of an order, paid or given back, writes its row first and so takes turns; paid_at is null until its payment was heard
  create table gift_orders (
    order_id uuid primary key,
    member_id uuid not null,
    paid_at timestamptz
  );

  create table given_gifts (
    id uuid primary key,
    gift_id uuid not null references pay_gifts (id),
    order_id uuid not null references gift_orders (order_id),
    member_id uuid not null,
    -- the how-manieth of this rule the member has; free again when the gift was taken back
    ordinal integer not null constraint given_gifts_ordinal_positive check (ordinal > 0),
    state text not null constraint given_gifts_state_known check (state in ('given', 'taken_back', 'spent', 'missed')),
    miss text constraint given_gifts_miss_known check (miss in ('limit', 'gone', 'over')),
    -- the lines of the order that counted, and what was paid for them: measured again when something of them goes back
    lines jsonb not null,
    paid_fen bigint not null constraint given_gifts_paid_not_negative check (paid_fen >= 0),
    given_at timestamptz not null,
    ended_at timestamptz,
    constraint given_gifts_missed_has_reason check ((state = 'missed') = (miss is not null)),
    constraint given_gifts_ended_has_time check ((state in ('taken_back', 'spent')) = (ended_at is not null))
  );
  create unique index given_gifts_order_once on given_gifts (order_id, gift_id);
  create unique index given_gifts_ordinal_once on given_gifts (gift_id, member_id, ordinal) where state in ('given', 'spent');
  create index given_gifts_of_gift on given_gifts (gift_id, given_at desc, id desc);
  create index given_gifts_by_state on given_gifts (gift_id, state, given_at desc, id desc);

  create table gift_lines_back (
    refund_id uuid not null,
    line_id uuid not null,
    order_id uuid not null references gift_orders (order_id),
    qty integer not null constraint gift_lines_back_qty_not_negative check (qty >= 0),
    fen bigint not null constraint gift_lines_back_fen_not_negative check (fen >= 0),
    primary key (refund_id, line_id)
  );
  create index gift_lines_back_of_order on gift_lines_back (order_id);

  alter table coupons
    add column revoke_when_free boolean not null default false,
    add constraint coupons_owed_is_not_held check (not (revoke_when_free and state = 'held'));
`
