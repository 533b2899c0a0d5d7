import type { Platform } from '@jishi/contracts/order/order.terms'
import type { Instant } from '@jishi/kernel/time'
import type { PriceContext } from './facts.js'
import type { Refusal } from './receipt.js'
import { refusalOf } from './refusals.js'

interface Dated {
  readonly fromAt: Instant
  readonly untilAt: Instant
  readonly platforms: readonly Platform[] | null
}

/** Why a promotion or a coupon does not hold here and now; null where it does. */
export function outOfPlace({ fromAt, untilAt, platforms }: Dated, { at, channel }: PriceContext): Refusal | null {
  if (at < fromAt) return refusalOf('not_begun')
  if (at >= untilAt) return refusalOf('over')
  if (platforms !== null && (channel === null || !platforms.includes(channel))) return refusalOf('platform')
  return null
}
