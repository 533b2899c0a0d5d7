import { z } from 'zod'
import { at, fen, picture, signedFen, uuid } from '../primitives.schema.js'
import { AFTER_SALE_OBSTACLES, DIFFERENCE_STATES, MAX_RETURN_ADDRESS } from './after-sale.terms.js'
import { CARRIER_CODE_PATTERN, TRACKING_NO_PATTERN } from './order.terms.js'

/** A parcel's carrier and number, as a person types them. */
export const parcelBody = z.strictObject({
  carrierCode: z.string().regex(CARRIER_CODE_PATTERN),
  trackingNo: z.string().trim().regex(TRACKING_NO_PATTERN),
})

const wanted = {
  skuId: uuid,
  skuLabel: z.string(),
  picture: picture.nullable(),
  /** One piece of it now. */
  priceFen: fen,
}

/** The goods of one line and what the buyer wants for them. */
const exchangeLine = z.object({
  lineId: uuid,
  spuId: uuid,
  title: z.string(),
  qty: z.int(),
  from: z.object({ skuId: uuid, skuLabel: z.string(), picture: picture.nullable() }),
  to: z.object(wanted),
})
export type ExchangeLine = z.infer<typeof exchangeLine>

/** An exchange before it is applied for. */
export const exchangePreview = z.object({
  lines: z.array(exchangeLine),
  /** Above zero: the buyer pays it before sending back. Below zero: it goes back when the replacement leaves. */
  differenceFen: signedFen,
})
export type ExchangePreview = z.infer<typeof exchangePreview>

export const exchangeView = z.object({
  ...exchangePreview.shape,
  difference: z.enum(DIFFERENCE_STATES),
  /** While a payment is open: until when it may be paid, at the cashier of the order like any supplement. */
  payUntil: at.nullable(),
  /** The replacement on its way; the order's parcels tell where it is, by the same id. */
  parcel: z
    .object({
      id: uuid,
      carrierCode: z.string(),
      carrierName: z.string(),
      trackingNo: z.string(),
      at,
      signedAt: at.nullable(),
    })
    .nullable(),
})
export type ExchangeView = z.infer<typeof exchangeView>

/** What a line may be exchanged for now, the specification that was bought first. */
const exchangeOptionLine = z.object({
  lineId: uuid,
  /** Pieces that may be exchanged; 0 with the reason beside it. */
  freeQty: z.int(),
  obstacle: z.enum(AFTER_SALE_OBSTACLES).nullable(),
  items: z.array(
    z.object({
      ...wanted,
      /** For one piece; see `exchangePreview`. */
      differenceFen: signedFen,
      available: z.int(),
    }),
  ),
})
export type ExchangeOptionLine = z.infer<typeof exchangeOptionLine>
/** What the goods of an order may be exchanged for. */
export const exchangeOptions = z.object({ orderId: uuid, lines: z.array(exchangeOptionLine) })
export type ExchangeOptions = z.infer<typeof exchangeOptions>

/** Where goods are to be sent back to; left out: the shop's usual address of the settings. */
export const approveBody = z.strictObject({
  returnAddress: z.string().trim().min(1).max(MAX_RETURN_ADDRESS).optional(),
})
export type ApproveBody = z.infer<typeof approveBody>
export type ResendBody = z.infer<typeof parcelBody>
