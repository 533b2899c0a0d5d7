import type { Instant } from '@jishi/kernel/time'
import type { PaymentSubject } from '../../events/payment.events.js'
import type { Sql } from '../../infra/database/sql.js'

export interface PastState {
  readonly state: string
  readonly at: Instant
}

export interface PastAttempt {
  readonly attemptNo: string
  readonly subjectId: string
  readonly channel: string
  readonly amountFen: number
  /** Whether its money settled what was owed; money that nothing was owed for went to suspense. */
  readonly settles: boolean
  readonly states: readonly PastState[]
}

export interface PastRefund {
  readonly refundNo: string
  readonly amountFen: number
  readonly cause: string
  /** What the refund was for, in the words of whoever asked for it. */
  readonly reference: string
  readonly states: readonly PastState[]
}

export interface PaymentPast {
  readonly attempts: readonly PastAttempt[]
  readonly refunds: readonly PastRefund[]
}

const ATTEMPT_STEPS = `
  select a.attempt_no as "attemptNo", i.subject_id as "subjectId", a.channel, a.amount_fen as "amountFen",
         exists (select 1 from payment_evidence e where e.attempt_id = a.id and e.effect = 'settled') as settles, s.state, s.at
    from payment_intents i join payment_attempts a on a.intent_id = i.id join payment_attempt_steps s on s.payment_attempt_id = a.id
   where i.subject_kind = $1 and i.subject_id = any($2::uuid[]) order by a.created_at, a.id, s.id`

const REFUND_STEPS = `
  select r.refund_no as "refundNo", r.amount_fen as "amountFen", r.cause, r.reference, s.state, s.at
    from payment_intents i join payment_attempts a on a.intent_id = i.id
    join refunds r on r.attempt_id = a.id join refund_steps s on s.refund_id = r.id
   where i.subject_kind = $1 and i.subject_id = any($2::uuid[]) order by r.created_at, r.id, s.id`

/** Every state that the attempts and refunds of these subjects were in, oldest first: history only, no row as it is now. */
export async function paymentPastOf(
  sql: Sql,
  kind: PaymentSubject['kind'],
  ids: readonly string[],
): Promise<PaymentPast> {
  const attempts = await sql.rows<Omit<PastAttempt, 'states'> & PastState>(ATTEMPT_STEPS, [kind, ids])
  const refunds = await sql.rows<Omit<PastRefund, 'states'> & PastState>(REFUND_STEPS, [kind, ids])
  return {
    attempts: gathered(attempts, ({ attemptNo }) => attemptNo),
    refunds: gathered(refunds, ({ refundNo }) => refundNo),
  }
}

function gathered<Row extends PastState>(
  rows: readonly Row[],
  numberOf: (row: Row) => string,
): (Omit<Row, keyof PastState> & { states: PastState[] })[] {
  const found = new Map<string, Omit<Row, keyof PastState> & { states: PastState[] }>()
  for (const row of rows) {
    const { state, at, ...fixed } = row
    const one = found.get(numberOf(row)) ?? { ...fixed, states: [] }
    one.states.push({ state, at })
    found.set(numberOf(row), one)
  }
  return [...found.values()]
}
