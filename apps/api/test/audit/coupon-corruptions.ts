import type { Corruption } from './corruption.js'
import { PAY_GIFT_CORRUPTIONS } from './pay-gift-corruptions.js'
import { copyOf } from '../support/broken-for-a-moment.js'

const NEW = 'gen_random_uuid()'

/** What is done to the coupons of a sound shop, and how a violating row of the rule shows it. */
export const COUPON_CORRUPTIONS: Record<string, Corruption[]> = {
  K4: [
    {
      what: 'two orders have used one coupon',
      without: ['coupon_uses_live_once'],
      sql: copyOf('coupon_uses', { id: NEW, order_id: NEW }, `state = 'used'`),
      seenAs: '"twice"',
    },
    {
      what: 'somebody else’s order holds it',
      sql: `update coupon_uses set member_id = ${NEW} where state = 'locked'`,
      seenAs: '"owner or days"',
    },
    {
      what: 'it was taken after its end',
      sql: `update coupon_uses set locked_at = locked_at + interval '1 year'`,
      seenAs: '"owner or days"',
    },
    {
      what: 'a used one is free again',
      sql: `update coupons set state = 'held' where state = 'used' and not revoke_when_free`,
      seenAs: '"state"',
    },
    { what: 'nobody knows who holds it', sql: `delete from coupon_uses where state = 'locked'`, seenAs: '"state"' },
    { what: 'no order has used it', sql: `update coupon_uses set order_id = ${NEW}`, seenAs: '"order"' },
    {
      what: 'a paid order has not used it',
      sql: `update coupon_uses set state = 'locked', used_at = null where state = 'used'`,
      seenAs: '"order"',
    },
    {
      what: 'an unpaid order has used it',
      sql: `update coupon_uses set state = 'used', used_at = now() where state = 'locked'`,
      seenAs: '"order"',
    },
    {
      what: 'an order that waits for its money gave it back',
      sql: `update coupon_uses set state = 'returned', returned_at = now() where state = 'locked'`,
      seenAs: '"order"',
    },
  ],
  K5: [
    {
      what: 'one is counted twice',
      sql: 'update coupon_templates set claimed = claimed + 1 where claimed < total',
      seenAs: '"claimed"',
    },
    { what: 'one is lost', sql: `delete from coupons where state = 'waiting'`, seenAs: '"claimed"' },
    {
      what: 'somebody has more than they may',
      sql: `update coupon_templates set per_member = 1 where way = 'claim'`,
      seenAs: '"member"',
    },
    {
      what: 'somebody’s second came before their first',
      sql: `update coupons set ordinal = ordinal + 10 where state = 'held'`,
      seenAs: '"member"',
    },
    {
      what: 'a draft was given out',
      sql: `update coupon_templates set state = 'draft', launched_at = null`,
      seenAs: '"never given out"',
    },
  ],
  ...PAY_GIFT_CORRUPTIONS,
}
