import { z } from 'zod'
import { endpoint } from '../endpoint.js'
import { idParams } from '../primitives.schema.js'
import { fulfilmentRoutes } from './fulfilment.routes.js'
import { adminOrder } from './order.schema.js'
import { CARRIER_CODE_PATTERN } from './order.terms.js'
import { correctShipmentBody } from './shipment.schema.js'

export type { CorrectShipmentBody } from './shipment.schema.js'

/** A courier under the names that the shop, kuaidi100 and WeChat have for it. */
export const carrier = z.object({
  code: z.string(),
  name: z.string(),
  phone: z.string(),
  kuaidi100Code: z.string(),
  wechatCode: z.string(),
  enabled: z.boolean(),
})
export type CarrierView = z.infer<typeof carrier>
/** In the order they are offered. The version moves with every arrangement. */
export const carriers = z.object({ version: z.int(), items: z.array(carrier) })
export type Carriers = z.infer<typeof carriers>
export const carriersBody = z.strictObject({
  /** The version that was read; another one in between is a conflict. */
  version: z.int().min(1),
  items: z
    .array(z.strictObject({ code: z.string().regex(CARRIER_CODE_PATTERN), enabled: z.boolean() }))
    .min(1)
    .max(100),
})
export type CarriersBody = z.infer<typeof carriersBody>

export const fulfilmentEndpoints = {
  carriers: endpoint(fulfilmentRoutes.carriers, { reply: carriers }),
  arrangeCarriers: endpoint(fulfilmentRoutes.arrangeCarriers, { body: carriersBody, reply: carriers }),
  correctShipment: endpoint(fulfilmentRoutes.correctShipment, {
    params: idParams,
    body: correctShipmentBody,
    reply: adminOrder,
  }),
}
