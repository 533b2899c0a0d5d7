import { copyOf } from '../support/broken-for-a-moment.js'

const NEW = 'gen_random_uuid()'
const GIVEN = `state = 'given'`

/** A statement that only this guard of the tables of gifts refuses. */
export const PAY_GIFT_VIOLATIONS: Readonly<Record<string, string>> = {
  pay_gifts_version_positive: `update pay_gifts set version = 0`,
  pay_gifts_state_known: `update pay_gifts set state = 'anything' where state = 'paused'`,
  pay_gifts_name_length: `update pay_gifts set name = ''`,
  pay_gifts_threshold_not_negative: `update pay_gifts set threshold_fen = -1`,
  pay_gifts_kind_known: `update pay_gifts set kind = 'anything', gift = jsonb_set(gift, '{kind}', '"anything"')`,
  pay_gifts_kind_of_gift: `update pay_gifts set kind = 'points'`,
  pay_gifts_total_limit_positive: copyOf('pay_gifts', { id: NEW, total_limit: '0', given: '0' }),
  pay_gifts_member_limit_positive: `update pay_gifts set member_limit = 0`,
  pay_gifts_some_days: `update pay_gifts set until_at = from_at`,
  pay_gifts_given_within_limit: `update pay_gifts set given = total_limit + 1 where total_limit is not null`,
  pay_gifts_waived_asks_nothing: `update pay_gifts set waived = true, threshold_fen = 1`,
  pay_gifts_draft_is_new: `update pay_gifts set launched_at = null where state = 'paused'`,
  pay_gifts_stopped_has_time: `update pay_gifts set stopped_at = null where state = 'stopped'`,
  given_gifts_state_known: `update given_gifts set state = 'anything' where ${GIVEN}`,
  given_gifts_miss_known: `update given_gifts set miss = 'anything' where state = 'missed'`,
  given_gifts_paid_not_negative: `update given_gifts set paid_fen = -1`,
  given_gifts_missed_has_reason: `update given_gifts set miss = null where state = 'missed'`,
  given_gifts_ended_has_time: `update given_gifts set ended_at = null where state = 'taken_back'`,
  given_gifts_order_once: copyOf('given_gifts', { id: NEW }, `state = 'taken_back'`),
  pay_gift_members_given_not_negative: `update pay_gift_members set given = -1`,
  pay_gift_members_pkey: copyOf('pay_gift_members'),
  pay_gift_sums_part_known: `update pay_gift_sums set part = 9 where used > 0`,
  pay_gift_sums_not_negative: `update pay_gift_sums set missed = -1`,
  pay_gift_sums_pkey: copyOf('pay_gift_sums'),
  gift_lines_back_qty_not_negative: `update gift_lines_back set qty = -1`,
  gift_lines_back_fen_not_negative: `update gift_lines_back set fen = -1`,
  coupons_owed_is_not_held: `update coupons set revoke_when_free = true where state = 'held'`,
}

export const PAY_GIFT_TABLES = [
  'pay_gifts',
  'pay_gift_members',
  'pay_gift_sums',
  'gift_orders',
  'given_gifts',
  'gift_lines_back',
]
