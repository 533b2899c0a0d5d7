import { dayMs, hourMs, addShopDays, shopDay, startOfShopDay, type Instant } from '@jishi/kernel/time'
import type { AfterSaleReason } from '@jishi/contracts/order/after-sale.terms'
import { SHOP_FAULTS } from '@jishi/contracts/order/after-sale.terms'
import type { AfterSaleLifeState } from './after-sale-life.js'

/** How long whoever it waits for has, and what happens then: silence of the shop is a yes, silence of the buyer ends it. */
export const WAITS: Readonly<
  Partial<
    Record<AfterSaleLifeState, { ms: number; then: 'auto_approve' | 'lapse' | 'auto_inspect' | 'rule_for_member' }>
  >
> = {
  requested: { ms: 48 * hourMs, then: 'auto_approve' },
  evidence_asked: { ms: 72 * hourMs, then: 'lapse' },
  awaiting_return: { ms: 7 * dayMs, then: 'lapse' },
  returning: { ms: 7 * dayMs, then: 'auto_inspect' },
  refused: { ms: 7 * dayMs, then: 'lapse' },
  arbitrating: { ms: 72 * hourMs, then: 'rule_for_member' },
}

/** A refund of goods that never left is approved at once up to this amount, for a buyer with few of them lately. */
export const FAST_REFUND_MAX_FEN = 20_000
export const FAST_REFUNDS_OF_MONTH = 3
/** How long after the receipt the shop answers for its faults. */
const FAULT_DAYS = 90

export const isShopFault = (reason: AfterSaleReason): boolean => (SHOP_FAULTS as readonly string[]).includes(reason)

/** The first moment at which it is too late: the eighth shop day after the day on which the last parcel was signed for. */
export const noReasonDeadline = (signedAt: Instant): Instant => startOfShopDay(addShopDays(shopDay(signedAt), 8))

/** Whether this reason is still in time for pieces that were received; null = not received yet, always in time. */
export const inTime = (reason: AfterSaleReason, signedAt: Instant | null, now: Instant): boolean => {
  if (signedAt === null) return true
  return isShopFault(reason) ? now < signedAt + FAULT_DAYS * dayMs : now < noReasonDeadline(signedAt)
}
