/** The life of one try on one channel, in the order of its ranks. */
export const PAYMENT_ATTEMPT_STATES = ['created', 'open', 'closing', 'closed', 'succeeded'] as const
export type PaymentAttemptState = (typeof PAYMENT_ATTEMPT_STATES)[number]

/** What a notice did: the first four moved something, the others changed nothing. */
export const NOTICE_EFFECTS = ['settled', 'suspense', 'refunded', 'noted', 'repeated', 'quarantined'] as const
export type NoticeEffect = (typeof NOTICE_EFFECTS)[number]

export const INCIDENT_TABS = ['open', 'resolved'] as const
export type IncidentTab = (typeof INCIDENT_TABS)[number]
/**
 * These end by themselves as soon as the channel says what became of the money, or a refund or a payout is sent again. No person closes
 * them: what is not known would only look as if it were.
 */
export const SELF_RESOLVING_INCIDENTS: readonly string[] = [
  'outcome_unknown',
  'refund_abnormal',
  'refund_not_enough',
  'payout_refused',
  'payout_not_enough',
  'channel_down',
]
export const MAX_INCIDENT_REASON = 500
