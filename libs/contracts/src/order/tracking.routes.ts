import type { IdParams, Page, PageQuery } from '../primitives.schema.js'
import { route } from '../route.js'
import type { ParcelsView, ProblemParcel } from './tracking.schema.js'

const adminRead = {
  method: 'GET',
  access: 'operator',
  permission: 'order.read',
  load: 'admin',
  idempotency: 'none',
  owner: 'shop',
  audit: 'none',
} as const

/** Parcels on the road: what the buyer and the shop see of them, and where the carriers' agent tells its news. */
export const trackingRoutes = {
  parcels: route<{ params: IdParams; reply: ParcelsView }>({
    method: 'GET',
    path: '/api/shop/orders/:id/parcels',
    access: 'member',
    load: 'browse',
    idempotency: 'none',
    owner: 'member',
  }),
  adminParcels: route<{ params: IdParams; reply: ParcelsView }>({
    ...adminRead,
    path: '/api/admin/orders/:id/parcels',
  }),
  /** Parcels that want somebody, those that wait longest first. */
  problemParcels: route<{ query: PageQuery; reply: Page<ProblemParcel> }>({
    ...adminRead,
    path: '/api/admin/problem-parcels',
  }),
  kuaidi100: route<{ params: IdParams; reply: unknown }>({
    method: 'POST',
    path: '/api/notify/kuaidi100/parcels/:id',
    access: 'callback',
    load: 'notify',
    idempotency: 'none',
    owner: 'none',
  }),
}
