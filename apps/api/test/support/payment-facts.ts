import type { WholeShop } from './whole-shop.js'

/** What the books say of one attempt, for tests that count effects. */
export interface AttemptFacts {
  readonly state: string
  readonly paidPostings: number
  readonly suspensePostings: number
  readonly notices: number
  readonly refunds: readonly { refundNo: string; state: string; amountFen: number; cause: string }[]
  readonly incidents: readonly string[]
}

export const attemptFacts = async (shop: WholeShop, attemptNo: string): Promise<AttemptFacts> => {
  const { database } = shop
  const row = await database.one<Omit<AttemptFacts, 'refunds' | 'incidents'>>(
    `select a.state,
            (select count(*) from ledger_txns where kind = 'term.paid' and reference = a.attempt_no)::int as "paidPostings",
            (select count(*) from ledger_txns where kind = 'payment.suspense' and reference = a.attempt_no)::int as "suspensePostings",
            (select count(*) from payment_notices where number = a.attempt_no)::int as notices
       from payment_attempts a where a.attempt_no = $1`,
    [attemptNo],
  )
  const refunds = await database.rows<AttemptFacts['refunds'][number]>(
    `select r.refund_no as "refundNo", r.state, r.amount_fen as "amountFen", r.cause
       from refunds r join payment_attempts a on a.id = r.attempt_id where a.attempt_no = $1 order by r.created_at`,
    [attemptNo],
  )
  const incidents = await database.rows<{ kind: string }>(
    `select kind from payment_incidents where resolved_at is null and reference = any($1) order by kind`,
    [[attemptNo, ...refunds.map((refund) => refund.refundNo)]],
  )
  return { ...row, refunds, incidents: incidents.map(({ kind }) => kind) }
}

/** Moves the shop's and the gateway's time together. */
export const passTime = async (shop: WholeShop, ms: number): Promise<void> => {
  shop.clock.advance(ms)
  await shop.simulator.setClock(shop.clock.now())
}
