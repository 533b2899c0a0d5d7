import type { CouponView } from '@jishi/contracts/promotion/coupons.schema'
import type { CouponState } from '@jishi/contracts/promotion/promotion.terms'
import { isoOf, type Instant } from '@jishi/kernel/time'
import type { Language } from '../../../infra/http/language.js'
import { FACE, faceOf, type FaceRow } from './template.rows.js'

/** A coupon that somebody has, with the face of its template. */
export interface CouponRow extends FaceRow {
  readonly id: string
  readonly state: Exclude<CouponState, 'expired'>
  readonly fromAt: Instant
  readonly untilAt: Instant
  readonly hadAt: Instant
  /** The order that holds or has used it. */
  readonly orderId: string | null
}

export const COUPON = `c.id, c.state, c.from_at as "fromAt", c.until_at as "untilAt", c.had_at as "hadAt", ${FACE},
  (select u.order_id from coupon_uses u where u.coupon_id = c.id and u.state in ('locked', 'used')) as "orderId"`

export const couponView = (row: CouponRow, now: Instant, language: Language): CouponView => {
  const { id, fromAt, untilAt, orderId } = row
  // Nobody writes down that time has passed.
  const state = row.state === 'held' && untilAt <= now ? 'expired' : row.state
  return { id, ...faceOf(row, language), state, fromAt: isoOf(fromAt), untilAt: isoOf(untilAt), orderId }
}
