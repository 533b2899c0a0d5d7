import type { Corruption } from './corruption.js'

const NEW = 'gen_random_uuid()'

/** What is done to the gifts of a sound shop, and how a violating row of the rule shows it. */
export const PAY_GIFT_CORRUPTIONS: Record<string, Corruption[]> = {
  K7: [
    { what: 'one is counted twice', sql: `update pay_gifts set given = given + 1`, seenAs: '"given"' },
    { what: 'one is lost', sql: `delete from given_gifts where state = 'given'`, seenAs: '"given"' },
    {
      what: 'somebody has more than they may',
      sql: `update pay_gifts set member_limit = 1 where given > 1`,
      seenAs: '"member"',
    },
    {
      what: 'a member is thought to have more',
      sql: `update pay_gift_members set given = given + 1`,
      seenAs: '"of member"',
    },
    { what: 'a member is forgotten', sql: `delete from pay_gift_members where given > 0`, seenAs: '"of member"' },
    { what: 'a day gave more', sql: `update pay_gift_sums set given = given + 1 where given > 0`, seenAs: '"day"' },
    { what: 'a day is lost', sql: `delete from pay_gift_sums where taken_back > 0`, seenAs: '"day"' },
    {
      what: 'what was used sold more',
      sql: `update pay_gift_sums set sales_fen = sales_fen + 1 where used > 0`,
      seenAs: '"day"',
    },
    { what: 'nobody knows the order', sql: `update given_gifts set order_id = ${NEW}`, seenAs: '"order"' },
    {
      what: 'the order was never paid',
      without: ['orders.orders_past_payment_was_paid'],
      sql: `update orders set paid_at = null where id in (select order_id from given_gifts)`,
      seenAs: '"order"',
    },
    {
      what: 'somebody else has the coupon',
      sql: `update coupons set member_id = ${NEW} where id in (select id from given_gifts)`,
      seenAs: '"coupon"',
    },
    {
      what: 'a coupon that was taken back can be used',
      sql: `update coupons set state = 'held' where id in (select id from given_gifts where state = 'taken_back')`,
      seenAs: '"coupon"',
    },
    {
      what: 'one in use would be free again',
      sql: `update coupons set revoke_when_free = false where revoke_when_free`,
      seenAs: '"coupon"',
    },
    {
      what: 'what was missed was given',
      sql: `update given_gifts set state = 'missed', miss = 'gone' where state = 'given'`,
      seenAs: '"coupon"',
    },
    {
      what: 'an order of which nothing is left keeps its gift',
      sql: `update given_gifts set state = 'given', ended_at = null where state = 'taken_back'`,
      seenAs: '"not earned"',
    },
    {
      what: 'less is left than the rule asks for',
      sql: `update pay_gifts set waived = false, threshold_fen = 100000000`,
      seenAs: '"not earned"',
    },
  ],
}
