import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Flash sales: sessions with goods of their own, what shoppers took of them, and what was seen of the rush. */
export class Seckill1700000000400 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ACTIVITIES)
    await runner.query(GOODS)
    await runner.query(TAKES)
    await runner.query(TAKE_STEPS)
    await runner.query(SEEN)
    await runner.query(PERMISSIONS)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}

const ACTIVITIES = `
  create table activities (
    id uuid primary key,
    kind text not null constraint activities_kind_known check (kind in ('seckill')),
    version integer not null default 1 constraint activities_version_positive check (version > 0),
    state text not null constraint activities_state_known check (state in ('draft', 'armed', 'running', 'ended', 'stopped')),
    name text not null constraint activities_name_length check (char_length(name) between 1 and 40),
    warm_up_at timestamptz not null,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    pay_within_ms integer not null constraint activities_pay_within check (pay_within_ms between 300000 and 900000),
    proof_bits integer not null constraint activities_proof_bits check (proof_bits between 0 and 20),
    created_by uuid,
    created_at timestamptz not null,
    -- whoever wrote its prices last: somebody else has to agree to those below a floor
    written_by uuid,
    updated_at timestamptz not null,
    agreed_by uuid,
    -- whose units they are in stock: each arming has its own
    stock_id uuid,
    armed_by uuid,
    armed_at timestamptz,
    stopped_by uuid,
    stopped_at timestamptz,
    -- the first of the copies it was made with; the answer of a repeated call is found by it
    copy_of uuid,
    -- when what was left went back for sale
    settled_at timestamptz,
    constraint activities_some_time check (warm_up_at <= starts_at and starts_at < ends_at),
    constraint activities_draft_is_not_armed check ((state = 'draft') = (armed_at is null) and (armed_at is null) = (stock_id is null)),
    constraint activities_stopped_has_time check ((state = 'stopped') = (stopped_at is not null)),
    constraint activities_settled_is_over check (settled_at is null or state in ('ended', 'stopped')),
    constraint activities_agreed_by_another check (agreed_by is null or agreed_by is distinct from written_by)
  );
  create index activities_by_start on activities (kind, starts_at desc, id desc);
  create index activities_open on activities (kind, starts_at) where settled_at is null and state <> 'draft';
`

/**
 * Units of an activity: drawn are held by somebody who has not paid, returned went back for sale. This is the hot row of a flash sale:
 * its counters are in no index, so that their changes stay within its page. Its window is that of its activity, so that one locked row decides.
 */
const GOODS = `
  create table activity_skus (
    id uuid primary key,
    activity_id uuid not null references activities (id) on delete cascade,
    position integer not null,
    sku_id uuid not null,
    spu_id uuid not null,
    price_fen bigint not null constraint activity_skus_price_positive check (price_fen > 0),
    was_fen bigint constraint activity_skus_was_higher check (was_fen > price_fen),
    per_member integer not null constraint activity_skus_per_member check (per_member between 1 and 99),
    total integer not null constraint activity_skus_total_positive check (total > 0),
    drawn integer not null default 0,
    sold integer not null default 0,
    returned integer not null default 0,
    opens_at timestamptz not null,
    closes_at timestamptz not null,
    -- armed or running: its window is its own, and units can be taken while it is open
    live boolean not null default false,
    -- over, and what nobody held went back for sale; what is let go later goes there as well
    given_back boolean not null default false,
    constraint activity_skus_counts check (drawn >= 0 and sold >= 0 and returned >= 0 and drawn + sold + returned <= total),
    constraint activity_skus_window check (opens_at < closes_at),
    constraint activity_skus_live_keeps_all check (given_back or returned = 0),
    constraint activity_skus_given_back_is_over check (not (live and given_back)),
    constraint activity_skus_once unique (activity_id, sku_id),
    constraint activity_skus_one_at_a_time exclude using gist (sku_id with =, tstzrange(opens_at, closes_at) with &&) where (live)
  ) with (fillfactor = 50);
  create index activity_skus_of_product on activity_skus (spu_id, opens_at) where live;
`

/** `id` of a take is the ticket it was won with, which therefore works once. A share is how many a member holds or has bought. */
const TAKES = `
  create table seckill_shares (
    item_id uuid not null references activity_skus (id),
    member_id uuid not null,
    qty integer not null,
    per_member integer not null,
    constraint seckill_shares_once primary key (item_id, member_id),
    constraint seckill_shares_within_limit check (qty between 0 and per_member)
  ) with (fillfactor = 80);

  create table seckill_takes (
    id uuid constraint seckill_takes_ticket_once primary key,
    -- of the member and the key their request carries: a repeat finds its answer
    request uuid not null constraint seckill_takes_request_once unique,
    activity_id uuid not null references activities (id),
    item_id uuid not null references activity_skus (id),
    member_id uuid not null,
    sku_id uuid not null,
    qty integer not null constraint seckill_takes_qty_positive check (qty > 0),
    price_fen bigint not null,
    state text not null constraint seckill_takes_state_known check (state in ('won', 'ordered', 'sold', 'released')),
    opens_at timestamptz not null,
    closes_at timestamptz not null,
    taken_at timestamptz not null,
    hold_until timestamptz not null,
    order_id uuid constraint seckill_takes_order_once unique,
    ordered_at timestamptz,
    paid_at timestamptz,
    released_at timestamptz,
    released text constraint seckill_takes_released_known check (released in ('not_ordered', 'order_closed', 'shop_closed', 'given_up')),
    constraint seckill_takes_within_window check (taken_at >= opens_at and taken_at < closes_at),
    constraint seckill_takes_hold_after check (hold_until > taken_at),
    constraint seckill_takes_ordered_has_order check (state not in ('ordered', 'sold') or (order_id is not null and ordered_at is not null)),
    constraint seckill_takes_won_has_none check (state <> 'won' or order_id is null),
    constraint seckill_takes_sold_was_paid check ((state = 'sold') = (paid_at is not null)),
    constraint seckill_takes_released_has_cause
      check ((state = 'released') = (released_at is not null) and (released_at is null) = (released is null))
  );
  create index seckill_takes_of_member on seckill_takes (member_id, taken_at desc, id desc);
  create index seckill_takes_of_activity on seckill_takes (activity_id, taken_at);
  create index seckill_takes_of_item on seckill_takes (item_id, member_id);
  create index seckill_takes_held on seckill_takes (hold_until) where state = 'won';
  create index seckill_takes_paid on seckill_takes (activity_id, paid_at) where paid_at is not null;
  create index seckill_takes_let_go on seckill_takes (activity_id, released_at) where released_at is not null;
  create index seckill_takes_let_go_by on seckill_takes (member_id, released_at desc) where released_at is not null;
`

const TAKE_STEPS = `
  create function seckill_take_goes_on() returns trigger language plpgsql as $$
  begin
    if tg_op = 'DELETE' then
      raise exception 'take % is history', old.id using errcode = 'check_violation';
    end if;
    if (new.request, new.item_id, new.member_id, new.qty, new.price_fen, new.taken_at)
       is distinct from (old.request, old.item_id, old.member_id, old.qty, old.price_fen, old.taken_at) then
      raise exception 'take % was decided', old.id using errcode = 'check_violation';
    end if;
    if new.state <> old.state and not (
         (old.state = 'won' and new.state in ('ordered', 'released')) or (old.state = 'ordered' and new.state in ('sold', 'released'))
       ) then
      raise exception 'take % does not go from % to %', old.id, old.state, new.state using errcode = 'check_violation';
    end if;
    return new;
  end $$;
  create trigger seckill_takes_go_on before update or delete on seckill_takes
    for each row execute function seckill_take_goes_on();
`

/** Bounded: a second of an activity has one row, and a verdict is kept once for its reason. */
const SEEN = `
  create table seckill_pulse (
    activity_id uuid not null references activities (id) on delete cascade,
    at timestamptz not null,
    tickets integer not null default 0,
    requests integer not null default 0,
    admitted integer not null default 0,
    refused integer not null default 0,
    primary key (activity_id, at)
  );

  create table risk_decisions (
    id uuid primary key,
    kind text not null constraint risk_decisions_kind_known check (kind in ('seckill_ticket')),
    subject_id uuid not null,
    member_id uuid not null,
    verdict text not null constraint risk_decisions_verdict_known check (verdict in ('refused', 'proof')),
    reason text not null,
    facts jsonb not null,
    times integer not null default 1 constraint risk_decisions_times_positive check (times > 0),
    decided_at timestamptz not null,
    constraint risk_decisions_once unique (kind, subject_id, member_id, reason)
  );
  create index risk_decisions_of_member on risk_decisions (member_id, decided_at desc);
`

/** Whoever runs promotions runs flash sales; whoever agrees to prices below a floor, and whoever answers shoppers, looks on. */
const PERMISSIONS = `
  insert into role_permissions (role_code, permission)
    select r.role_code, unnest(string_to_array(r.permissions, ' ')) from (values
      ('operations', 'seckill.read seckill.write'),
      ('service', 'seckill.read'),
      ('finance', 'seckill.read')
    ) as r (role_code, permissions)
    join roles on roles.code = r.role_code
  on conflict do nothing;
`
