import type { Corruption } from './corruption.js'

const NEW = 'gen_random_uuid()'

/** What is done to the payouts of a sound shop. */
export const PAYOUT_CORRUPTIONS: Record<string, Corruption[]> = {
  W1: [
    {
      what: 'one arrived and was never posted',
      sql: `update payouts set state = 'succeeded', channel_payout_id = 'x', confirm_handle = null, next_query_at = null where state = 'awaiting'`,
      seenAs: '"debited":null',
    },
    {
      what: 'one is posted and has not arrived',
      sql: `update payouts set state = 'failed' where state = 'succeeded'`,
      seenAs: '"failed"',
    },
    {
      what: 'less tax was kept than was said',
      sql: `update payouts set tax_withheld_fen = tax_withheld_fen - 1 where state = 'succeeded' and tax_withheld_fen > 0`,
      seenAs: '"succeeded"',
    },
  ],
  W2: [
    { what: 'nobody was told', sql: `delete from outbox where name = 'payment.payout_failed'` },
    {
      what: 'it was told twice',
      sql: `insert into outbox (id, name, version, payload, occurred_at)
        select ${NEW}, name, version, payload, occurred_at from outbox where name = 'payment.payout_succeeded'`,
    },
    {
      what: 'it was told as what it was not',
      sql: `update outbox set name = 'payment.payout_failed' where name = 'payment.payout_succeeded'`,
    },
  ],
  W3: [
    {
      what: 'another wallet paid',
      sql: `update payouts set channel = 'alipay' where state = 'succeeded'`,
    },
  ],
  W4: [
    { what: 'a step is lost', sql: `delete from payout_steps where state = 'awaiting'` },
    {
      what: 'a step came twice',
      sql: `insert into payout_steps (payout_id, state, at) select payout_id, 'recorded', at from payout_steps where state = 'succeeded'`,
    },
  ],
  W5: [
    {
      what: 'it was never sent and nobody knows',
      sql: `update payouts set state = 'recorded', confirm_handle = null, created_at = now() - interval '300 days' where state = 'awaiting'`,
    },
  ],
}
