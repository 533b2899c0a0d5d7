import { PAY_GIFT_TABLES, PAY_GIFT_VIOLATIONS } from './pay-gift-guards.js'
import { copyOf } from '../support/broken-for-a-moment.js'

const NEW = 'gen_random_uuid()'
const HELD = `state = 'held'`
const CLAIMED = `way = 'claim'`

/** A statement that only this guard of the coupons' tables refuses. */
export const COUPON_VIOLATIONS: Readonly<Record<string, string>> = {
  coupon_templates_version_positive: `update coupon_templates set version = 0`,
  coupon_templates_state_known: `update coupon_templates set state = 'anything'`,
  coupon_templates_name_length: `update coupon_templates set name = ''`,
  coupon_templates_kind_known: `update coupon_templates set kind = 'anything' where kind = 'amount'`,
  coupon_templates_amount_positive: `update coupon_templates set amount_fen = 0 where kind = 'amount'`,
  coupon_templates_share_range: `update coupon_templates set kind = 'percent', amount_fen = null, off_bp = 10001`,
  coupon_templates_cap_positive: `update coupon_templates set kind = 'percent', amount_fen = null, off_bp = 1, cap_fen = 0`,
  coupon_templates_threshold_not_negative: `update coupon_templates set threshold_fen = -1`,
  coupon_templates_platforms_named: `update coupon_templates set platforms = '{}'`,
  coupon_templates_way_known: `update coupon_templates set way = 'anything' where not listed`,
  coupon_templates_total_positive: copyOf('coupon_templates', { id: NEW, total: '0', claimed: '0' }),
  coupon_templates_per_member_positive: `update coupon_templates set per_member = 0`,
  coupon_templates_days_range: `update coupon_templates set valid_days = 366`,
  coupon_templates_claimed_within_total: `update coupon_templates set claimed = total + 1`,
  coupon_templates_kind_has_terms: `update coupon_templates set amount_fen = null where kind = 'amount'`,
  coupon_templates_cap_of_percent: `update coupon_templates set cap_fen = 1 where kind = 'amount'`,
  coupon_templates_one_validity: `update coupon_templates set valid_days = null`,
  coupon_templates_use_days: `update coupon_templates set valid_days = null, use_from_at = claim_from_at, use_until_at = claim_from_at + interval '1 second'`,
  coupon_templates_claim_days: `update coupon_templates set claim_until_at = claim_from_at`,
  coupon_templates_listed_is_claimed: `update coupon_templates set listed = true where way = 'code'`,
  coupon_templates_new_once: `update coupon_templates set way = 'new_member', listed = false, per_member = 2`,
  coupon_templates_draft_is_new: `update coupon_templates set launched_at = null where state = 'live'`,
  coupon_templates_stopped_has_time: `update coupon_templates set stopped_at = now() where state = 'live'`,
  coupon_batches_kind_known: `update coupon_batches set kind = 'anything'`,
  coupon_batches_made_not_negative: `update coupon_batches set made = -1`,
  coupon_batches_note_length: `update coupon_batches set note = ''`,
  coupons_ordinal_positive: copyOf('coupons', { id: NEW, ordinal: '0' }, CLAIMED),
  coupons_code_once: copyOf('coupons', { id: NEW }, `state = 'waiting'`),
  coupons_state_known: `update coupons set state = 'anything' where ${HELD}`,
  coupons_way_known: `update coupons set way = 'anything' where ${CLAIMED}`,
  coupons_held_by_somebody: `update coupons set state = 'held' where state = 'waiting'`,
  coupons_had_has_days: `update coupons set until_at = from_at where ${HELD}`,
  coupons_code_is_kept: `update coupons set way = 'code' where ${CLAIMED}`,
  coupons_ordinal_once: copyOf('coupons', { id: NEW }, CLAIMED),
  coupon_uses_state_known: `update coupon_uses set state = 'anything' where state = 'locked'`,
  coupon_uses_amount_not_negative: `update coupon_uses set amount_fen = -1`,
  coupon_uses_payable_not_negative: `update coupon_uses set payable_fen = -1`,
  coupon_uses_used_has_time: `update coupon_uses set used_at = null where state = 'used'`,
  coupon_uses_returned_has_time: `update coupon_uses set returned_at = now() where state = 'used'`,
  coupon_uses_live_once: copyOf('coupon_uses', { id: NEW, order_id: NEW }, `state = 'locked'`),
  coupon_uses_order_once: copyOf('coupon_uses', { id: NEW }, `state = 'returned'`),
  coupon_code_misses_counted: `update coupon_code_misses set misses = -1`,
  newcomers_outcome_known: `update newcomers set outcome = 'anything'`,
  ...PAY_GIFT_VIOLATIONS,
}

export const COUPON_TABLES = [
  ...['coupon_templates', 'coupon_batches', 'coupons', 'coupon_uses', 'coupon_code_misses', 'newcomers'],
  'newcomer_marks',
  ...PAY_GIFT_TABLES,
]
