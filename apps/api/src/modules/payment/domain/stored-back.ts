import { NO_REASON_DAYS } from '@jishi/contracts/payment/stored-value.terms'
import { fen, type Fen } from '@jishi/kernel/money'
import { addMs, dayMs, type Instant } from '@jishi/kernel/time'

/** What of a balance is not promised to a payment. */
export interface FreeBalance {
  readonly principalFen: number
  readonly bonusFen: number
}

export interface PaidRecharge {
  readonly id: string
  readonly amountFen: number
  readonly bonusFen: number
  readonly refundedFen: number
  readonly bonusForfeitedFen: number
}

/** What leaves a balance: principal to the recharges it came by, bonus to nobody. */
export interface StoredBack {
  readonly amountFen: Fen
  readonly bonusFen: Fen
  readonly parts: readonly { readonly rechargeId: string; readonly amountFen: Fen }[]
}

/** Exclusive. */
export const noReasonUntil = (paidAt: Instant): Instant => addMs(paidAt, NO_REASON_DAYS * dayMs)

/**
 * Everything: all principal, to the newest recharges first, none of which gets back more than it brought. All bonus that is
 * left is forfeited with it, for there is nothing any more that it was given for. Without principal nothing goes back, and
 * the bonus stays.
 */
export function refundOfRest(free: FreeBalance, newestFirst: readonly PaidRecharge[]): StoredBack {
  let left = free.principalFen
  const parts = newestFirst.flatMap(({ id, amountFen, refundedFen }) => {
    const part = Math.min(left, amountFen - refundedFen)
    left -= part
    return part > 0 ? [{ rechargeId: id, amountFen: fen(part) }] : []
  })
  const amountFen = fen(free.principalFen - left)
  return { amountFen, bonusFen: fen(amountFen > 0 && left === 0 ? free.bonusFen : 0), parts }
}

/**
 * One recharge: as much of it as the balance still has. Of its bonus the same share is forfeited, cumulatively and floored,
 * never more than is left; bonus that was spent already is not taken out of the principal.
 */
export function refundOfOne(free: FreeBalance, recharge: PaidRecharge): StoredBack {
  const { id, amountFen, bonusFen, refundedFen, bonusForfeitedFen } = recharge
  const back = Math.min(free.principalFen, amountFen - refundedFen)
  if (back === 0) return { amountFen: fen(0), bonusFen: fen(0), parts: [] }
  const owed = Number((BigInt(bonusFen) * BigInt(refundedFen + back)) / BigInt(amountFen)) - bonusForfeitedFen
  const forfeited = Math.max(Math.min(owed, free.bonusFen), 0)
  return { amountFen: fen(back), bonusFen: fen(forfeited), parts: [{ rechargeId: id, amountFen: fen(back) }] }
}
