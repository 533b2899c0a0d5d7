import type { PaymentSubject } from '../../../events/payment.events.js'
import type { Conditions } from '../../../infra/database/conditions.js'

/** A number somebody looks for, and the subjects of the order that has it. */
export interface SoughtNumber {
  readonly q: string
  readonly subjects: readonly PaymentSubject[]
}

const listsOf = (subjects: readonly PaymentSubject[]): [string[], string[]] => [
  subjects.map(({ kind }) => kind),
  subjects.map(({ id }) => id),
]
const OF_SUBJECTS = `select b.id from payment_intents n join payment_attempts b on b.intent_id = n.id
  where (n.subject_kind, n.subject_id) in (select * from unnest(?::text[], ?::uuid[]))`

/** Attempts of a number: their own, the wallet's for the transaction, that of a refund of them, or of the order they pay. */
export const addPaymentSearch = (conditions: Conditions, { q, subjects }: SoughtNumber): void =>
  conditions.add(
    `a.id in (select b.id from payment_attempts b where b.attempt_no = ?
       union select b.id from payment_attempts b where b.channel_txn = ?
       union select f.attempt_id from refunds f where f.refund_no = ? union ${OF_SUBJECTS})`,
    ...[q, q, q, ...listsOf(subjects)],
  )

/** Refunds of a number: their own, the wallet's for them, or that of the attempt or the order they belong to. */
export const addRefundSearch = (conditions: Conditions, { q, subjects }: SoughtNumber): void =>
  conditions.add(
    `r.id in (select f.id from refunds f where f.refund_no = ? union select f.id from refunds f where f.channel_refund_id = ?
       union select f.id from refunds f where f.attempt_id in (select b.id from payment_attempts b where b.attempt_no = ? union ${OF_SUBJECTS}))`,
    ...[q, q, q, ...listsOf(subjects)],
  )

/** Incidents of a number: the one they name, or those of the attempts and refunds of an order. */
export const addIncidentSearch = (conditions: Conditions, { q, subjects }: SoughtNumber): void =>
  conditions.add(
    `x.reference in (select ?::text
       union select b.attempt_no from payment_attempts b where b.id in (${OF_SUBJECTS})
       union select f.refund_no from refunds f where f.attempt_id in (${OF_SUBJECTS}))`,
    ...[q, ...listsOf(subjects), ...listsOf(subjects)],
  )
