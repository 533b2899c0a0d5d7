import { z } from 'zod'
import { DELIVERY_CODES } from './order.terms.js'

/** How what is quoted would reach its buyer. */
export const quotedDelivery = z.object({
  promise: z.string(),
  deliverable: z.boolean(),
  /** By when it is there if it is paid now; null where that does not follow from what the shop has declared. */
  arrivesOn: z.iso.date().nullable(),
  /** Every way these goods travel, the parcel first; an address is asked for only where there is a parcel. */
  methods: z.array(z.enum(DELIVERY_CODES)),
  needsAddress: z.boolean(),
})
