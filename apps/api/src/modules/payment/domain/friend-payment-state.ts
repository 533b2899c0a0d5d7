import type { FriendPaymentState } from '@jishi/contracts/order/friend-pay.terms'
import type { AttemptState } from './payment-lives.js'

/** What a friend's attempt and the intent it is for say together. */
export interface FriendAttemptFacts {
  readonly attempt: AttemptState
  readonly intent: 'open' | 'settled' | 'cancelled'
  /** The intent was settled by this very attempt. */
  readonly settledIt: boolean
}

/**
 * How the friend's payment stands for the friend. `returned`: their money came when nothing was owed any more and goes back by
 * itself. `paid_by_other`: nothing of theirs was taken. `closed`: it can no longer be paid, perhaps anew.
 */
export const friendPaymentState = ({ attempt, intent, settledIt }: FriendAttemptFacts): FriendPaymentState => {
  if (attempt === 'succeeded') return settledIt ? 'paid' : 'returned'
  if (intent === 'settled') return 'paid_by_other'
  if (attempt === 'open') return 'open'
  return attempt === 'closed' ? 'closed' : 'confirming'
}
