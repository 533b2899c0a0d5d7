import { SHEET_TYPES } from '../catalog/product-import.terms.js'
import type { FileReply, Page } from '../primitives.schema.js'
import { route } from '../route.js'
import type {
  Arrivals,
  OrderExportBody,
  Packing,
  PackingQuery,
  ToShipCounts,
  ToShipExportBody,
  ToShipQuery,
  ToShipRow,
} from './to-ship.schema.js'

const types = Object.values(SHEET_TYPES)
const read = {
  method: 'GET',
  access: 'operator',
  audit: 'none',
  load: 'admin',
  owner: 'shop',
  idempotency: 'none',
} as const
const carriedAway = {
  method: 'POST',
  access: 'operator',
  audit: 'reveal',
  load: 'export',
  owner: 'shop',
  idempotency: 'required',
  download: { types },
} as const

/** What waits for a parcel, and what of the orders is carried away as a table. */
export const toShipRoutes = {
  /** The earliest promise first, so whoever works from the top is never unfair. */
  queue: route<{ query: ToShipQuery; reply: Page<ToShipRow> }>({
    ...read,
    path: '/api/admin/to-ship',
    permission: 'order.read',
  }),
  counts: route<{ reply: ToShipCounts }>({ ...read, path: '/api/admin/to-ship/counts', permission: 'order.read' }),
  /** Asked every few seconds by everybody who works here: one statement, and no more rows than a bell needs. */
  arrivals: route<{ reply: Arrivals }>({ ...read, path: '/api/admin/orders/arrivals', permission: 'order.read' }),
  /** What goes into the parcels of these orders: for the picking list and the slips. */
  packing: route<{ query: PackingQuery; reply: Packing }>({
    ...read,
    path: '/api/admin/to-ship/packing',
    permission: 'order.read',
  }),
  /**
   * The waiting orders as the sheet that shipping reads back. Whole receivers are in it only where they are asked for, with the
   * permission to see them, and each of them leaves its own row in the audit log.
   */
  sheet: route<{ body: ToShipExportBody; reply: FileReply }>({
    ...carriedAway,
    path: '/api/admin/to-ship/sheet',
    permission: 'order.ship',
  }),
  /** The list of orders as it is filtered, with masks: a table carried away leaves a row. */
  exported: route<{ body: OrderExportBody; reply: FileReply }>({
    ...carriedAway,
    path: '/api/admin/orders/export',
    permission: 'order.export',
  }),
}
