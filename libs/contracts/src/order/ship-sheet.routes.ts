import type { SheetFormatQuery, SheetUploadQuery } from '../catalog/product-import.schema.js'
import { SHEET_TYPES } from '../catalog/product-import.terms.js'
import type { FileReply, IdParams, Page, PageQuery } from '../primitives.schema.js'
import { route } from '../route.js'
import type { ShipSheet, ShipSheetRow, ShipSheetRowsQuery } from './ship-sheet.schema.js'
import { MAX_SHIP_BYTES } from './ship-sheet.terms.js'

const types = Object.values(SHEET_TYPES)
const ofOperators = { access: 'operator', permission: 'order.ship', owner: 'shop', load: 'admin' } as const
const read = { ...ofOperators, method: 'GET', audit: 'none', idempotency: 'none' } as const
const write = { ...ofOperators, method: 'POST', audit: 'write', idempotency: 'required' } as const

/**
 * Parcels by the sheet: a file is read, checked as a whole, and only then shipped parcel by parcel. A sheet is its sender's: to
 * everybody else it is not there.
 */
export const shipSheetRoutes = {
  list: route<{ query: PageQuery; reply: Page<ShipSheet> }>({ ...read, path: '/api/admin/ship-sheets' }),
  /** Sent again it is checked again, and nothing more: what has left is found unchanged. */
  upload: route<{ query: SheetUploadQuery; reply: ShipSheet }>({
    ...write,
    path: '/api/admin/ship-sheets',
    load: 'upload',
    idempotency: 'none',
    upload: { types, maxBytes: MAX_SHIP_BYTES },
    limit: 'upload',
  }),
  one: route<{ params: IdParams; reply: ShipSheet }>({ ...read, path: '/api/admin/ship-sheets/:id' }),
  rows: route<{ params: IdParams; query: ShipSheetRowsQuery; reply: Page<ShipSheetRow> }>({
    ...read,
    path: '/api/admin/ship-sheets/:id/rows',
  }),
  flaws: route<{ params: IdParams; query: SheetFormatQuery; reply: FileReply }>({
    ...read,
    path: '/api/admin/ship-sheets/:id/flaws',
    load: 'export',
    download: { types },
  }),
  apply: route<{ params: IdParams; reply: ShipSheet }>({ ...write, path: '/api/admin/ship-sheets/:id/apply' }),
  stop: route<{ params: IdParams; reply: ShipSheet }>({ ...write, path: '/api/admin/ship-sheets/:id/stop' }),
}
