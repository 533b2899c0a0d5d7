import { z } from 'zod'
import { at, uuid } from '../primitives.schema.js'
import { MAX_LINE_QTY } from '../primitives.terms.js'
import { CARRIER_CODE_PATTERN, TRACKING_NO_PATTERN } from './order.terms.js'

const parcelNumber = {
  carrierCode: z.string().regex(CARRIER_CODE_PATTERN),
  trackingNo: z.string().trim().regex(TRACKING_NO_PATTERN),
}
export const shipBody = z.strictObject({
  ...parcelNumber,
  /** What goes into this parcel, each line once; left out, everything that still waits. */
  pieces: z
    .array(z.strictObject({ lineId: uuid, qty: z.int().min(1).max(MAX_LINE_QTY) }))
    .min(1)
    .max(100)
    .refine((pieces) => new Set(pieces.map(({ lineId }) => lineId)).size === pieces.length, 'a line is named twice')
    .optional(),
})
export type ShipBody = z.infer<typeof shipBody>
export const correctShipmentBody = z.strictObject(parcelNumber)
export type CorrectShipmentBody = z.infer<typeof correctShipmentBody>

/** A parcel as buyer and shop see it. */
export const shipment = z.object({
  id: uuid,
  carrierCode: z.string(),
  carrierName: z.string(),
  carrierPhone: z.string().nullable(),
  trackingNo: z.string(),
  shippedAt: at,
  /** When its number was put right; that is possible once. */
  correctedAt: at.nullable(),
  /** Its number may be put right now: it is on its way, in the order or in an exchange, and that was not done before. */
  correctable: z.boolean(),
  /** None in a parcel that replaces goods: what is in it stands with the exchange. */
  pieces: z.array(z.object({ lineId: uuid, qty: z.int() })),
  /** The exchange it belongs to; null: the order's own goods. */
  afterSaleId: uuid.nullable(),
})
export type ShipmentView = z.infer<typeof shipment>
