import type { Corruption } from './corruption.js'

const NEW = 'gen_random_uuid()'
const COUNTS = ['activity_skus.activity_skus_counts']

/** What is done to the flash sales of a sound shop, and how a violating row of the rule shows it. */
export const SECKILL_CORRUPTIONS: Record<string, Corruption[]> = {
  S6: [
    {
      what: 'more is sold than there was',
      without: COUNTS,
      sql: `update activity_skus set sold = total + 1 where live`,
    },
    { what: 'less than nothing is held', without: COUNTS, sql: `update activity_skus set drawn = -1 where live` },
  ],
  S7: [
    {
      what: 'a unit is held by nobody',
      sql: `update activity_skus set drawn = drawn + 1 where live`,
      seenAs: '"counter"',
    },
    { what: 'a sold one is forgotten', sql: `update activity_skus set sold = 0 where sold > 0`, seenAs: '"counter"' },
    {
      what: 'a paid unit came back and nobody counted it',
      sql: `update seckill_takes set back = 1 where state = 'sold'`,
      seenAs: '"counter"',
    },
    { what: 'a take is lost', sql: `delete from seckill_takes where state = 'won'`, seenAs: '"share"' },
    { what: 'somebody has a share of nothing', sql: `update seckill_shares set qty = 0`, seenAs: '"share"' },
    {
      what: 'the order is somebody else’s',
      sql: `update seckill_takes set order_id = ${NEW} where state = 'ordered'`,
      seenAs: '"order"',
    },
    {
      what: 'an order that is closed still holds it',
      sql: `update orders set state = 'closed', closed_cause = 'member' where id in (select order_id from seckill_takes where state = 'ordered')`,
      seenAs: '"order"',
    },
    {
      what: 'an order has taken nothing',
      sql: `update seckill_takes set order_id = null, state = 'won', ordered_at = null where state = 'ordered'`,
      seenAs: '"taken twice"',
    },
    {
      what: 'the units are not in stock',
      sql: `update stock_reservations set state = 'released' where owner_kind = 'activity' and state = 'firm'`,
      seenAs: '"units"',
    },
  ],
  S8: [
    {
      what: 'somebody has taken more than they may',
      sql: `update seckill_takes set qty = 9 where state = 'won'`,
    },
    { what: 'the limit was another one', sql: `update activity_skus set per_member = 1 where live` },
  ],
  S9: [
    {
      what: 'it was taken before the start',
      without: ['seckill_takes.seckill_takes_within_window'],
      sql: `update seckill_takes set taken_at = opens_at - interval '1 second', hold_until = hold_until - (taken_at - opens_at) - interval '1 second'`,
      seenAs: '"time"',
    },
    {
      what: 'it was taken after the shop had stopped it',
      sql: `update activities set state = 'stopped', stopped_at = starts_at - interval '1 hour' where state = 'running'`,
      seenAs: '"time"',
    },
    {
      what: 'it is held for longer',
      sql: `update seckill_takes set hold_until = hold_until + interval '1 hour'`,
      seenAs: '"promise"',
    },
    { what: 'it costs something else', sql: `update seckill_takes set price_fen = price_fen + 1`, seenAs: '"promise"' },
    {
      what: 'goods sell longer than their session',
      sql: `update activity_skus set closes_at = closes_at + interval '1 hour'`,
      seenAs: '"window"',
    },
    {
      what: 'goods of a session that is over still sell',
      sql: `update activities set state = 'ended' where state = 'running'`,
      seenAs: '"window"',
    },
  ],
  S14: [
    {
      what: 'a unit nobody ordered stays away',
      without: ['seckill_takes.seckill_takes_hold_after'],
      sql: `update seckill_takes set hold_until = now() - interval '1 hour' where state = 'won'`,
    },
  ],
}
