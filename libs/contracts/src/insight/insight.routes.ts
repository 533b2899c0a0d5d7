import { route } from '../route.js'
import type { TrendQuery, TrendView, WorkbenchView } from './insight.schema.js'

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
}
