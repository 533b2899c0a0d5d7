import type { IdParams } from '../primitives.schema.js'
import { route } from '../route.js'
import type { Carriers, CarriersBody, CorrectShipmentBody } from './fulfilment.schema.js'
import type { AdminOrderView } from './order.schema.js'

const shop = { access: 'operator', load: 'admin', owner: 'shop' } as const

/** What leaves the shop, by whom and with which carrier. */
export const fulfilmentRoutes = {
  carriers: route<{ reply: Carriers }>({
    ...shop,
    method: 'GET',
    path: '/api/admin/carriers',
    permission: 'order.read',
    audit: 'none',
    idempotency: 'none',
  }),
  /** The whole list in its new order, each carrier on or off. */
  arrangeCarriers: route<{ body: CarriersBody; reply: Carriers }>({
    ...shop,
    method: 'PUT',
    path: '/api/admin/carriers',
    permission: 'setting.write',
    audit: 'write',
    idempotency: 'required',
  }),
  /** A wrong number is put right once; the second time is refused with SHIPMENT_CORRECTED. */
  correctShipment: route<{ params: IdParams; body: CorrectShipmentBody; reply: AdminOrderView }>({
    ...shop,
    method: 'POST',
    path: '/api/admin/shipments/:id/correct',
    permission: 'order.ship',
    audit: 'write',
    idempotency: 'required',
  }),
}
