import type { Corruption } from './corruption.js'

/** What is done to the balances of a sound shop, and how a violating row of the rule shows it. */
export const STORED_CORRUPTIONS: Record<string, Corruption[]> = {
  H1: [
    {
      what: 'something is held for nothing',
      sql: `update stored_accounts set held_principal_fen = 1 where principal_fen > 0`,
      seenAs: '"held"',
    },
    {
      what: 'what was paid with was let go',
      without: ['stored_tenders.stored_tenders_back_of_taken'],
      sql: `update stored_tenders set state = 'released' where state = 'taken'`,
      seenAs: '"tender"',
    },
    { what: 'nobody knows of what a tender is made', sql: `delete from stored_tenders`, seenAs: '"attempt"' },
  ],
  H2: [
    {
      what: 'a payment moved nothing',
      sql: `delete from stored_entries where reason = 'payment'`,
      seenAs: '"payment"',
    },
    {
      what: 'more came back than was put back',
      sql: `update stored_tenders set principal_back_fen = principal_back_fen + 1 where principal_back_fen < principal_fen`,
      seenAs: '"back"',
    },
  ],
  H3: [
    {
      what: 'a recharge has given back less than its parts',
      sql: `update stored_recharges set refunded_fen = refunded_fen - 1 where refunded_fen > 0`,
      seenAs: '"recharge"',
    },
    { what: 'a refund has no parts', sql: `delete from stored_refund_parts`, seenAs: '"refund"' },
    {
      what: 'another amount was sent to the channel',
      sql: `update refunds set amount_fen = amount_fen + 1 where cause = 'recharge_refund'`,
      seenAs: '"part"',
    },
    {
      what: 'room is kept for no recharge',
      sql: `update stored_accounts set expected_fen = expected_fen + 1`,
      seenAs: '"room"',
    },
  ],
  H4: [
    {
      what: 'the balance gave back more than its share',
      sql: `update refunds set amount_fen = amount_fen + 50 where attempt_id in (select id from payment_attempts where channel = 'balance')`,
    },
  ],
  H5: [
    {
      what: 'a fen appears in a balance',
      sql: `update stored_accounts set principal_fen = principal_fen + 1`,
      seenAs: '"entries"',
    },
    {
      what: 'the ledger owes it to somebody else',
      sql: `update ledger_entries set owner = 'x' where account_code = 'stored_principal'`,
      seenAs: '"ledger"',
    },
  ],
}
