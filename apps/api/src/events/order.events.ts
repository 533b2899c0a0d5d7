import type { CloseCause } from '@jishi/contracts/order/order.terms'
import type { Picture } from '@jishi/contracts/primitives.schema'
import { eventVersions } from '../infra/outbox/event-map.js'

interface OrderOf {
  readonly orderId: string
  readonly memberId: string
}

export interface CompletedLine {
  readonly lineId: string
  readonly spuId: string
  readonly skuId: string
  readonly title: string
  readonly skuLabel: string
  readonly picture: Picture | null
  /** All that was bought of it, whatever went back since. */
  readonly qty: number
}

/** What was bought of one SKU, and what was paid for it, freight apart. */
export interface PaidLine {
  readonly lineId: string
  readonly skuId: string
  readonly spuId: string
  readonly qty: number
  readonly goodsPaidFen: number
}

/** What may be given for a paid order: whoever gives asks. */
export interface OrderEarns {
  readonly points: boolean
  readonly growth: boolean
  readonly commission: boolean
  readonly gifts: boolean
}

declare module '../infra/outbox/event-map.js' {
  interface EventMap {
    'order.placed': OrderOf & { readonly payableFen: number }
    /** The shop changed what an unpaid order costs; what was begun to be paid of the old price is closed. */
    'order.repriced': OrderOf & {
      readonly changeId: string
      readonly payableBeforeFen: number
      readonly payableFen: number
    }
    /** The money of every due term is here, or nothing was owed. Gifts of promotions are not among the lines. */
    'order.paid': OrderOf & {
      readonly payableFen: number
      readonly lines: readonly PaidLine[]
      /** What it earns by the rules of its kind; payloads before version 3 do not say, and earn everything. */
      readonly earns?: OrderEarns
      /** Whether all of it travels in parcels, gifts included; not said of orders of earlier days. */
      readonly allByParcel?: boolean
    }
    /** Everything has left: by a parcel, or by itself where there is none. */
    'order.shipped': OrderOf & { readonly shipmentId: string | null }
    /** A parcel has left. More of the order follow it, unless it is the last. */
    'order.parcel-shipped': OrderOf & { readonly shipmentId: string; readonly last: boolean }
    /** The carrier or number of a parcel was wrong and has been put right. */
    'order.parcel-corrected': OrderOf & { readonly shipmentId: string }
    /** The other goods of an exchange have left. */
    'order.replacement-shipped': OrderOf & { readonly shipmentId: string; readonly afterSaleId: string }
    'order.completed': OrderOf & {
      readonly goodsPaidFen: number
      /** What was bought and received, as it was called when it was ordered; gifts are not among them. */
      readonly lines: readonly CompletedLine[]
    }
    /** A parcel reached its buyer, by the carrier's word; told once for a number, whatever the carrier says later. */
    'order.parcel-signed': OrderOf & { readonly shipmentId: string; readonly signedAt: string }
    /** Nothing was paid; what the order held is free again. */
    'order.closed': OrderOf & { readonly cause: CloseCause }
    /** Pieces or money of a paid order went back; what was earned by them is taken back in proportion. */
    'order.gave_back': OrderOf & {
      readonly refundId: string
      readonly amountFen: number
      readonly lines: readonly { readonly lineId: string; readonly goodsFen: number; readonly qty: number }[]
    }
    /** All the money of one giving back has arrived. */
    'order.refund_arrived': OrderOf & { readonly refundId: string }
    /** Nothing is left of it and everything has arrived. */
    'order.refunded': OrderOf
  }
}

export const orderEvents = eventVersions({
  'order.placed': 1,
  'order.repriced': 1,
  'order.paid': 3,
  'order.shipped': 2,
  'order.parcel-shipped': 1,
  'order.parcel-corrected': 1,
  'order.replacement-shipped': 1,
  'order.completed': 3,
  'order.parcel-signed': 1,
  'order.closed': 1,
  'order.gave_back': 1,
  'order.refund_arrived': 1,
  'order.refunded': 1,
})
