import { z } from 'zod'
import { endpoint } from '../endpoint.js'
import { at, idParams, page, pageQuery, uuid } from '../primitives.schema.js'
import { trackingRoutes } from './tracking.routes.js'
import { PARCEL_PROBLEMS, PARCEL_STATES } from './tracking.terms.js'

export const parcelNews = z.object({
  at,
  state: z.enum(PARCEL_STATES),
  /** In the carrier's own words. */
  text: z.string(),
  place: z.string().nullable(),
})
export type ParcelNews = z.infer<typeof parcelNews>

const parcelShape = {
  id: uuid,
  carrierName: z.string(),
  carrierPhone: z.string().nullable(),
  trackingNo: z.string(),
  shippedAt: at,
  signedAt: at.nullable(),
  state: z.enum(PARCEL_STATES),
  /** The day on which its carrier expects to bring it, where it says so. */
  arrivesOn: z.iso.date().nullable(),
  problem: z.enum(PARCEL_PROBLEMS).nullable(),
}
export const parcel = z.object({
  ...parcelShape,
  /** Whoever carries it to the door today, where the carrier says so. */
  courierPhone: z.string().nullable(),
  /** Newest first, the whole history the carrier knows. */
  news: z.array(parcelNews),
})
export type ParcelView = z.infer<typeof parcel>
export const parcels = z.object({ items: z.array(parcel) })
export type ParcelsView = z.infer<typeof parcels>

export const problemParcel = z.object({
  ...parcelShape,
  problem: z.enum(PARCEL_PROBLEMS),
  orderId: uuid,
  orderNo: z.string(),
  /** When it was last heard of; its shipping where it never was. */
  since: at,
  newest: parcelNews.nullable(),
})
export type ProblemParcel = z.infer<typeof problemParcel>

export const trackingEndpoints = {
  parcels: endpoint(trackingRoutes.parcels, { params: idParams, reply: parcels }),
  adminParcels: endpoint(trackingRoutes.adminParcels, { params: idParams, reply: parcels }),
  problemParcels: endpoint(trackingRoutes.problemParcels, {
    query: z.strictObject(pageQuery),
    reply: page(problemParcel),
  }),
  kuaidi100: endpoint(trackingRoutes.kuaidi100, { params: idParams, reply: z.unknown() }),
}
