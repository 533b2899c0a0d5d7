import type { Platform } from '@jishi/contracts/order/order.terms'
import type { Instant } from '@jishi/kernel/time'
import type { PriceContext } from './facts.js'

/** The context of any shopper today: member levels and stores are not features yet, so nobody has one. */
export const shopperContext = (channel: Platform | null, at: Instant): PriceContext => ({
  channel,
  storeId: null,
  level: null,
  card: false,
  newMember: false,
  at,
})

/** Everybody: what price history keeps and lists are sorted by. */
export const everybody = (at: Instant): PriceContext => shopperContext(null, at)
