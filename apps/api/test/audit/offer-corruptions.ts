/** What is done to the promotions of a sound shop, and how a violating row of the rule shows it. */
export const OFFER_CORRUPTIONS: Record<string, { what: string; sql: string; seenAs: string }[]> = {
  K6: [
    { what: 'one use is counted twice', sql: `update offers set used = used + 1`, seenAs: '"counted"' },
    { what: 'one use is lost', sql: `delete from offer_usages where state = 'held'`, seenAs: '"counted"' },
    { what: 'somebody has more than they may', sql: `update offers set member_limit = 1`, seenAs: '"member"' },
    {
      what: 'somebody’s use has a number beyond theirs',
      sql: `update offer_usages set ordinal = 99 where state = 'used'`,
      seenAs: '"member"',
    },
    {
      what: 'a paid order only holds it',
      sql: `update offer_usages set state = 'held' where state = 'used'`,
      seenAs: '"order"',
    },
    {
      what: 'an unpaid order has used it',
      sql: `update offer_usages set state = 'used' where state = 'held'`,
      seenAs: '"order"',
    },
    {
      what: 'an order that waits for its money gave it back',
      sql: `update offer_usages set state = 'released' where state = 'held'`,
      seenAs: '"order"',
    },
    {
      what: 'no order has used it',
      sql: `update offer_usages set order_id = gen_random_uuid() where state = 'used'`,
      seenAs: '"order"',
    },
  ],
}
