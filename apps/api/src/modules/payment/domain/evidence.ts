import type { Instant } from '@jishi/kernel/time'

/** What a verified notice, a verified query, the demo channel or our own book of balances says of a payment. Only these make money facts. */
export interface PaidEvidence {
  readonly source: 'notice' | 'query' | 'demo' | 'balance'
  readonly attemptNo: string
  readonly channelTxn: string
  readonly appId: string
  readonly merchantId: string
  readonly currency: string
  /** The order's amount as the channel has it, before any coupon of the channel's own. */
  readonly amountFen: number
  readonly paidAt: Instant
}

export interface AttemptTerms {
  readonly appId: string
  readonly merchantId: string
  readonly amountFen: number
}

export type EvidenceField = 'appId' | 'merchantId' | 'amountFen' | 'currency'

/** The fields in which the evidence differs from what we asked for; none means that it is about our payment. */
export const mismatches = (attempt: AttemptTerms, evidence: PaidEvidence): EvidenceField[] => {
  const differing: EvidenceField[] = []
  if (evidence.appId !== attempt.appId) differing.push('appId')
  if (evidence.merchantId !== attempt.merchantId) differing.push('merchantId')
  if (evidence.amountFen !== attempt.amountFen) differing.push('amountFen')
  if (evidence.currency !== 'CNY') differing.push('currency')
  return differing
}
