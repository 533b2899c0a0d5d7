import { addMs, dayMs, secondMs, type Instant } from '@jishi/kernel/time'

/** What a verified message says of a payout, as far as it says it. */
export interface PayoutFacts {
  readonly merchantId?: string | undefined
  readonly appId?: string | undefined
  /** What the payee gets. */
  readonly amountFen?: number | undefined
  readonly account?: string | undefined
}

export type PayoutTerms = { readonly [field in keyof PayoutFacts]-?: NonNullable<PayoutFacts[field]> }

const FIELDS = ['merchantId', 'appId', 'amountFen', 'account'] as const

/** The fields in which a message differs from what was recorded; none means that it speaks of our payout. */
export const differences = (terms: PayoutTerms, facts: PayoutFacts): (keyof PayoutFacts)[] =>
  FIELDS.filter((field) => facts[field] !== undefined && facts[field] !== terms[field])

/** Long enough for a payee to see the message, and what the channel itself allows. */
const PATIENCE_MS = dayMs

/** A payee who has not confirmed for a day will not: the money is wanted back. */
export const isOverdue = (awaitingSince: Instant | null, now: Instant): boolean =>
  awaitingSince !== null && now >= addMs(awaitingSince, PATIENCE_MS)

/** Longer than one call may run. */
const IN_FLIGHT_MS = 30 * secondMs

/** While a call may still be on its way, "never heard of it" is no answer. */
export const mayStillArrive = (calledAt: Instant | null, now: Instant): boolean =>
  calledAt !== null && now <= addMs(calledAt, IN_FLIGHT_MS)
