import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Promotions with their uses, coupons with their templates and uses, and who may set them up. */
export class Promotion1700000000240 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(OFFERS)
    await runner.query(COUPONS)
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

/** `claimed` is the hot row of a claim: it is updated last, and the row's own check is the limit. */
const COUPONS = `
  create table coupon_templates (
    id uuid primary key,
    version integer not null default 1 check (version > 0),
    state text not null constraint coupon_templates_state_known check (state in ('draft', 'live', 'stopped')),
    name text not null constraint coupon_templates_name_length check (char_length(name) between 1 and 40),
    kind text not null constraint coupon_templates_kind_known check (kind in ('amount', 'percent', 'shipping')),
    amount_fen bigint constraint coupon_templates_amount_positive check (amount_fen > 0),
    off_bp integer constraint coupon_templates_share_range check (off_bp between 1 and 10000),
    cap_fen bigint constraint coupon_templates_cap_positive check (cap_fen > 0),
    threshold_fen bigint not null constraint coupon_templates_threshold_not_negative check (threshold_fen >= 0),
    scope jsonb not null,
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
    created_by uuid not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint coupon_templates_claimed_within_total check (claimed between 0 and total),
    constraint coupon_templates_kind_has_terms check (
      (kind = 'percent') = (off_bp is not null) and (kind <> 'amount' or amount_fen is not null) and (kind <> 'percent' or amount_fen is null)),
    constraint coupon_templates_one_validity check ((valid_days is null) = (use_from_at is not null and use_until_at is not null)),
    constraint coupon_templates_claim_days check (claim_from_at < claim_until_at)
  );
  create index coupon_templates_by_time on coupon_templates (created_at desc, id desc);
  create index coupon_templates_listed on coupon_templates (claim_until_at) where state = 'live' and listed;

  create table coupons (
    id uuid primary key,
    template_id uuid not null references coupon_templates (id),
    -- null: a code that nobody has redeemed yet
    member_id uuid,
    -- the how-manieth of this template the member has; the limit for one member is held by this row
    ordinal integer constraint coupons_ordinal_positive check (ordinal > 0),
    code_bidx bytea constraint coupons_code_once unique,
    state text not null constraint coupons_state_known check (state in ('waiting', 'held', 'locked', 'used', 'revoked')),
    way text not null,
    from_at timestamptz,
    until_at timestamptz,
    created_at timestamptz not null,
    had_at timestamptz,
    constraint coupons_held_by_somebody check ((state = 'waiting') = (member_id is null)),
    constraint coupons_had_has_days check (member_id is null or (ordinal is not null and had_at is not null and from_at < until_at))
  );
  create unique index coupons_ordinal_once on coupons (template_id, member_id, ordinal) where member_id is not null;
  create index coupons_of_member on coupons (member_id, until_at, id) where member_id is not null;
  create index coupons_of_template on coupons (template_id, created_at desc, id desc);

  create table coupon_uses (
    id uuid primary key,
    coupon_id uuid not null references coupons (id),
    member_id uuid not null,
    order_id uuid not null,
    state text not null constraint coupon_uses_state_known check (state in ('locked', 'used', 'returned')),
    -- what it took off that order, for the goods and for the freight
    amount_fen bigint not null constraint coupon_uses_amount_not_negative check (amount_fen >= 0),
    locked_at timestamptz not null,
    used_at timestamptz,
    returned_at timestamptz
  );
  create unique index coupon_uses_live_once on coupon_uses (coupon_id) where state in ('locked', 'used');
  create index coupon_uses_of_order on coupon_uses (order_id);
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
