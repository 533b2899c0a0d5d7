import { z } from 'zod'
import { SHEET_FORMATS } from '../catalog/product-import.terms.js'
import { endpoint } from '../endpoint.js'
import { at, fileReply, page, pageQuery, uuid, uuids } from '../primitives.schema.js'
import { adminOrdersQuery } from './order.schema.js'
import {
  MAX_REVEALED_AT_ONCE,
  MOST_ARRIVALS,
  ORDER_FLAGS,
  PROVINCE_PATTERN,
  SHIP_HOLDS,
  TO_SHIP_WANTS,
} from './order.terms.js'
import { toShipRoutes } from './to-ship.routes.js'

const filters = {
  want: z.enum(TO_SHIP_WANTS).optional(),
  flag: z.enum(ORDER_FLAGS).optional(),
  /** A part of the name of something that still waits. */
  goods: z.string().trim().min(1).max(40).optional(),
  /** The first two digits of where it goes: a province. */
  province: z.string().regex(PROVINCE_PATTERN).optional(),
}
export const toShipQuery = z.strictObject({ ...pageQuery, ...filters })
export type ToShipQuery = z.infer<typeof toShipQuery>

export const toShipRow = z.object({
  id: uuid,
  orderNo: z.string(),
  paidAt: at,
  /** Until when the shop has promised that it leaves. */
  promisedAt: at,
  overdue: z.boolean(),
  remindedAt: at.nullable(),
  flag: z.enum(ORDER_FLAGS).nullable(),
  /** People of the shop have written something beside it. */
  noted: z.boolean(),
  /** What keeps it from being shipped now; empty: nothing. */
  holds: z.array(z.enum(SHIP_HOLDS)),
  receiverMasked: z.string(),
  region: z.string(),
  /** The buyer's own words. */
  note: z.string().nullable(),
  /** Parcels that have left already. */
  parcels: z.int(),
  /** What waits, `qty` pieces of each. */
  lines: z.array(z.object({ id: uuid, title: z.string(), skuLabel: z.string(), qty: z.int() })),
})
export type ToShipRow = z.infer<typeof toShipRow>
/** Counted no further than 10 000: beyond that a number is only “many”. */
export const toShipCounts = z.object({
  all: z.int(),
  overdue: z.int(),
  reminded: z.int(),
  held: z.int(),
  noted: z.int(),
})
export type ToShipCounts = z.infer<typeof toShipCounts>

export const packingQuery = z.strictObject({ ids: uuids(MAX_REVEALED_AT_ONCE) })
export type PackingQuery = z.infer<typeof packingQuery>
const packed = {
  skuId: uuid,
  title: z.string(),
  skuLabel: z.string(),
  /** The SKU's own code, as it stands on the shelf. */
  skuCode: z.string().nullable(),
  /** What a scanner reads from the goods themselves. */
  barcode: z.string().nullable(),
  qty: z.int(),
}
/** Orders in the order they were asked for; one that has nothing left to send is not among them. */
export const packing = z.object({
  orders: z.array(
    z.object({
      id: uuid,
      orderNo: z.string(),
      paidAt: at,
      holds: z.array(z.enum(SHIP_HOLDS)),
      receiverMasked: z.string(),
      region: z.string(),
      note: z.string().nullable(),
      lines: z.array(z.object({ id: uuid, ...packed })),
    }),
  ),
  /** Every SKU at every place once, with how many pieces are fetched there. */
  picks: z.array(z.object({ ...packed, place: z.string(), orders: z.int() })),
  printedAt: at,
})
export type Packing = z.infer<typeof packing>

/** The newest orders that were paid for, the newest first, whatever became of them: a bell tells by it which came in since it last looked. */
export const arrivals = z.object({
  items: z.array(z.object({ id: uuid, paidAt: at })).max(MOST_ARRIVALS),
  nextCursor: z.null(),
})
export type Arrivals = z.infer<typeof arrivals>

export const toShipExportBody = z.strictObject({
  ...filters,
  format: z.enum(SHEET_FORMATS),
  /** Whole receivers instead of masks; refused without the permission to see them. */
  reveal: z.boolean(),
})
export type ToShipExportBody = z.infer<typeof toShipExportBody>
/** The filters of the operators' list, and as what the answer is wanted. */
export const orderExportBody = adminOrdersQuery
  .omit({ cursor: true, limit: true })
  .extend({ format: z.enum(SHEET_FORMATS) })
export type OrderExportBody = z.infer<typeof orderExportBody>

export const toShipEndpoints = {
  queue: endpoint(toShipRoutes.queue, { query: toShipQuery, reply: page(toShipRow) }),
  counts: endpoint(toShipRoutes.counts, { reply: toShipCounts }),
  arrivals: endpoint(toShipRoutes.arrivals, { reply: arrivals }),
  packing: endpoint(toShipRoutes.packing, { query: packingQuery, reply: packing }),
  sheet: endpoint(toShipRoutes.sheet, { body: toShipExportBody, reply: fileReply }),
  exported: endpoint(toShipRoutes.exported, { body: orderExportBody, reply: fileReply }),
}
