import type { IdParams } from '../primitives.schema.js'
import { route } from '../route.js'
import type { TrendQuery, TrendView, WorkbenchView } from './insight.schema.js'
import type { OrderAtQuery, OrderAtView } from './order-at.schema.js'

const read = {
  method: 'GET',
  access: 'operator',
  permission: 'workbench.read',
  audit: 'none',
  load: 'admin',
  idempotency: 'none',
  owner: 'shop',
} as const

export const insightRoutes = {
  workbench: route<{ reply: WorkbenchView }>({ ...read, path: '/api/admin/workbench' }),
  trend: route<{ query: TrendQuery; reply: TrendView }>({ ...read, path: '/api/admin/workbench/trend' }),
  /** An order as it was at a moment, and what is otherwise than at another. */
  orderAt: route<{ params: IdParams; query: OrderAtQuery; reply: OrderAtView }>({
    ...read,
    path: '/api/admin/orders/:id/at',
    permission: 'order.history',
  }),
}
