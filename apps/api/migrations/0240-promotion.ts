import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Promotions with their uses, coupons with their templates and uses, and who may set them up. */
export class Promotion1700000000240 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(OFFERS)
    await runner.query(COUPONS)
    await runner.query(COUPON_PEOPLE)
    await runner.query(PERMISSIONS)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}

/**
 * `used` counts orders that hold or have used the offer and is the hot row of a placing: it is updated last. One order uses an
 * offer once; a member's uses are numbered, so that the limit for one member is a unique row and no count.
 */
const OFFERS = `
  create table offers (
    id uuid primary key,
    version integer not null default 1 check (version > 0),
    state text not null constraint offers_state_known check (state in ('draft', 'awaiting_approval', 'live', 'stopped')),
    kind text not null constraint offers_kind_known check (kind in ('full_reduction', 'nth_piece', 'bundle', 'gift')),
    name text not null constraint offers_name_length check (char_length(name) between 1 and 40),
    campaign text,
    priority integer not null constraint offers_priority_range check (priority between 0 and 9999),
    scope jsonb not null,
    platforms text[] constraint offers_platforms_named check (platforms is null or cardinality(platforms) > 0),
    rule jsonb not null,
    from_at timestamptz not null,
    until_at timestamptz not null,
    total_limit integer constraint offers_total_limit_positive check (total_limit > 0),
    member_limit integer constraint offers_member_limit_positive check (member_limit > 0),
    used integer not null default 0,
    below_floor jsonb not null default '[]',
    created_by uuid not null,
    asked_by uuid,
    approved_by uuid,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    launched_at timestamptz,
    stopped_at timestamptz,
    constraint offers_some_days check (from_at < until_at),
    constraint offers_used_within_limit check (used >= 0 and (total_limit is null or used <= total_limit)),
    -- whoever asks for a price below the floor does not agree to it
    constraint offers_approved_by_another check (approved_by is null or approved_by <> asked_by),
    constraint offers_live_was_launched check (state <> 'live' or launched_at is not null),
    constraint offers_stopped_has_time check (state <> 'stopped' or stopped_at is not null)
  );
  create index offers_by_days on offers (until_at desc, id desc);
  create index offers_live on offers (from_at, until_at) where state = 'live';

  create table offer_usages (
    id uuid primary key,
    offer_id uuid not null references offers (id),
    member_id uuid not null,
    order_id uuid not null,
    -- the how-manieth use of this member; free again when the order closed unpaid
    ordinal integer not null constraint offer_usages_ordinal_positive check (ordinal > 0),
    state text not null constraint offer_usages_state_known check (state in ('held', 'used', 'released')),
    created_at timestamptz not null,
    settled_at timestamptz
  );
  create unique index offer_usages_ordinal_once on offer_usages (offer_id, member_id, ordinal) where state <> 'released';
  create unique index offer_usages_order_once on offer_usages (offer_id, order_id);
  create index offer_usages_of_order on offer_usages (order_id);
`

/**
 * `claimed` counts the rows of `coupons` and is the hot row of a claim: it is updated last, and the row's own check is the limit.
 * Expiry is by the clock: a coupon past `until_at` stays as it is, and nobody may use it.
 */
const COUPONS = `
  create table coupon_templates (
    id uuid primary key,
    version integer not null default 1 constraint coupon_templates_version_positive check (version > 0),
    state text not null constraint coupon_templates_state_known check (state in ('draft', 'live', 'stopped')),
    name text not null constraint coupon_templates_name_length check (char_length(name) between 1 and 40),
    kind text not null constraint coupon_templates_kind_known check (kind in ('amount', 'percent', 'shipping')),
    amount_fen bigint constraint coupon_templates_amount_positive check (amount_fen > 0),
    off_bp integer constraint coupon_templates_share_range check (off_bp between 1 and 10000),
    cap_fen bigint constraint coupon_templates_cap_positive check (cap_fen > 0),
    threshold_fen bigint not null constraint coupon_templates_threshold_not_negative check (threshold_fen >= 0),
    scope jsonb not null,
    -- what the first of its goods were called when it was written: lists say it without asking the catalogue
    scope_names text[] not null,
    exclusive boolean not null,
    platforms text[] constraint coupon_templates_platforms_named check (platforms is null or cardinality(platforms) > 0),
    way text not null constraint coupon_templates_way_known check (way in ('claim', 'code', 'issue', 'new_member')),
    listed boolean not null,
    total integer not null constraint coupon_templates_total_positive check (total > 0),
    per_member integer not null constraint coupon_templates_per_member_positive check (per_member > 0),
    claimed integer not null default 0,
    claim_from_at timestamptz not null,
    claim_until_at timestamptz not null,
    use_from_at timestamptz,
    use_until_at timestamptz,
    valid_days integer constraint coupon_templates_days_range check (valid_days between 1 and 365),
    created_by uuid,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    launched_at timestamptz,
    stopped_at timestamptz,
    constraint coupon_templates_claimed_within_total check (claimed between 0 and total),
    constraint coupon_templates_kind_has_terms check (
      (kind = 'percent') = (off_bp is not null) and (kind <> 'amount' or amount_fen is not null) and (kind <> 'percent' or amount_fen is null)),
    constraint coupon_templates_cap_of_percent check (cap_fen is null or kind = 'percent'),
    constraint coupon_templates_one_validity check (
      (use_from_at is null) = (use_until_at is null) and (valid_days is null) = (use_from_at is not null)),
    constraint coupon_templates_use_days check (use_from_at < use_until_at and claim_until_at <= use_until_at),
    constraint coupon_templates_claim_days check (claim_from_at < claim_until_at),
    constraint coupon_templates_listed_is_claimed check (not listed or way = 'claim'),
    constraint coupon_templates_new_once check (way <> 'new_member' or per_member = 1),
    constraint coupon_templates_draft_is_new check ((state = 'draft') = (launched_at is null)),
    constraint coupon_templates_stopped_has_time check ((state = 'stopped') = (stopped_at is not null))
  );
  create index coupon_templates_by_time on coupon_templates (created_at desc, id desc);
  create index coupon_templates_listed on coupon_templates (created_at desc, id desc) where state = 'live' and listed;
  create index coupon_templates_new_member on coupon_templates (id) where state = 'live' and way = 'new_member';

  -- what an operator's call made, so that a repeat of it is answered with the same
  create table coupon_batches (
    id uuid primary key,
    template_id uuid not null references coupon_templates (id),
    kind text not null constraint coupon_batches_kind_known check (kind in ('people', 'codes')),
    made integer not null constraint coupon_batches_made_not_negative check (made >= 0),
    -- the rows of the call that got nothing, by number and reason; who was named in them is not kept
    refused jsonb not null,
    note text constraint coupon_batches_note_length check (char_length(note) between 1 and 60),
    created_by uuid not null,
    created_at timestamptz not null
  );
  create index coupon_batches_of_template on coupon_batches (template_id, created_at desc, id desc);

  create table coupons (
    id uuid primary key,
    template_id uuid not null references coupon_templates (id),
    batch_id uuid references coupon_batches (id),
    -- null: a code that nobody has redeemed yet
    member_id uuid,
    -- the how-manieth of this template the member has; the limit for one member is held by this row
    ordinal integer constraint coupons_ordinal_positive check (ordinal > 0),
    code_bidx bytea constraint coupons_code_once unique,
    state text not null constraint coupons_state_known check (state in ('waiting', 'held', 'locked', 'used', 'revoked')),
    way text not null constraint coupons_way_known check (way in ('claim', 'code', 'issue', 'new_member')),
    from_at timestamptz,
    until_at timestamptz,
    created_at timestamptz not null,
    had_at timestamptz,
    constraint coupons_held_by_somebody check ((state = 'waiting') = (member_id is null)),
    constraint coupons_had_has_days check (member_id is null or (ordinal is not null and had_at is not null and from_at < until_at)),
    constraint coupons_code_is_kept check ((way = 'code') = (code_bidx is not null))
  );
  create unique index coupons_ordinal_once on coupons (template_id, member_id, ordinal) where member_id is not null;
  create index coupons_of_member on coupons (member_id, until_at, id) where member_id is not null;
  create index coupons_of_member_by_time on coupons (member_id, had_at desc, id desc) where member_id is not null;
  create index coupons_of_template on coupons (template_id, created_at desc, id desc);

  create table coupon_uses (
    id uuid primary key,
    coupon_id uuid not null references coupons (id),
    template_id uuid not null references coupon_templates (id),
    member_id uuid not null,
    order_id uuid not null,
    state text not null constraint coupon_uses_state_known check (state in ('locked', 'used', 'returned')),
    -- what it took off that order, for the goods and for the freight, and what the order then cost
    amount_fen bigint not null constraint coupon_uses_amount_not_negative check (amount_fen >= 0),
    payable_fen bigint not null constraint coupon_uses_payable_not_negative check (payable_fen >= 0),
    locked_at timestamptz not null,
    used_at timestamptz,
    returned_at timestamptz,
    constraint coupon_uses_used_has_time check (state <> 'used' or used_at is not null),
    constraint coupon_uses_returned_has_time check ((state = 'returned') = (returned_at is not null))
  );
  create unique index coupon_uses_live_once on coupon_uses (coupon_id) where state in ('locked', 'used');
  create unique index coupon_uses_order_once on coupon_uses (order_id, coupon_id);
  create index coupon_uses_of_template on coupon_uses (template_id, used_at) include (amount_fen, payable_fen) where state = 'used';
`

/** Who guesses codes has to rest, and whoever was new once is not new again. */
const COUPON_PEOPLE = `
  create table coupon_code_misses (
    member_id uuid primary key,
    misses integer not null constraint coupon_code_misses_counted check (misses >= 0),
    -- the count begins anew after this
    until_at timestamptz not null
  );

  -- one row for each member who joined: whether they got what new members get, and if not, why
  create table newcomers (
    member_id uuid primary key,
    outcome text not null constraint newcomers_outcome_known check (outcome in ('new', 'seen_before')),
    joined_at timestamptz not null
  );
  -- keyed digests of what tells a person apart (a phone, an account of a platform), kept after the account is gone
  create table newcomer_marks (
    mark bytea primary key,
    member_id uuid not null,
    seen_at timestamptz not null
  );
`

/** Whoever runs the shop's goods runs its promotions; going below a floor is agreed to by whoever counts the money. */
const PERMISSIONS = `
  insert into role_permissions (role_code, permission)
    select r.role_code, unnest(string_to_array(r.permissions, ' ')) from (values
      ('operations', 'promotion.read promotion.write coupon.read coupon.write coupon.issue freight.read freight.write'),
      ('warehouse', 'freight.read'),
      ('service', 'promotion.read coupon.read coupon.issue'),
      ('finance', 'promotion.read promotion.approve coupon.read')
    ) as r (role_code, permissions)
    join roles on roles.code = r.role_code
  on conflict do nothing;
`
