import type { Instant } from '@jishi/kernel/time'

/** Who holds stock: an order, an exchange for what it will send, or an activity for those who will buy in it. */
export interface StockOwner {
  readonly kind: 'order' | 'exchange' | 'activity'
  readonly id: string
}

export interface ReservationLine {
  readonly lineId: string
  readonly skuId: string
  readonly qty: number
}

export interface Reservation {
  readonly owner: StockOwner
  readonly lines: readonly ReservationLine[]
  /** Until when the stock is held for somebody who has not paid. */
  readonly expiresAt: Instant
}

export type ReleaseCause = 'closed' | 'over'

/** Goods that came in. The reference makes it count once: a delivery note, a seeding step. */
export interface Receipt {
  readonly skuId: string
  readonly qty: number
  readonly reference: string
  readonly locationId?: string
}

export interface StockLevel {
  readonly onHand: number
  readonly reserved: number
  readonly available: number
}

/** The location every SKU of a shop without further ones is kept at; its row comes with the migration. */
export const MAIN_LOCATION = '019a0000-0000-7000-8000-000000000001'

export const ownerText = (owner: StockOwner): string => `${owner.kind}:${owner.id}`
