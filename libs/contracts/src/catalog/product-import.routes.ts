import type { FileReply, IdParams, Page, PageQuery } from '../primitives.schema.js'
import { route, type RouteFacts } from '../route.js'
import type {
  ExportBody,
  ImportRow,
  ImportRowsQuery,
  ProductImport,
  SheetFormatQuery,
  SheetUploadQuery,
} from './product-import.schema.js'
import { MAX_SHEET_BYTES, SHEET_TYPES } from './product-import.terms.js'

const types = Object.values(SHEET_TYPES)
const ofOperators = { access: 'operator', permission: 'product.import', owner: 'shop' } as const
const read = {
  ...ofOperators,
  method: 'GET',
  audit: 'none',
  load: 'admin',
  idempotency: 'none',
} as const satisfies Partial<RouteFacts>
const write = {
  ...ofOperators,
  method: 'POST',
  audit: 'write',
  load: 'admin',
  idempotency: 'required',
} as const satisfies Partial<RouteFacts>

/** Products by the sheet: a file is read, checked as a whole, and only then applied product by product. */
export const productImportRoutes = {
  list: route<{ query: PageQuery; reply: Page<ProductImport> }>({ ...read, path: '/api/admin/product-imports' }),
  template: route<{ query: SheetFormatQuery; reply: FileReply }>({
    ...read,
    path: '/api/admin/product-imports/template',
    download: { types },
  }),
  /** Sent again it is checked again, and nothing more: applying asks for a key, and finds everything unchanged. */
  upload: route<{ query: SheetUploadQuery; reply: ProductImport }>({
    ...write,
    path: '/api/admin/product-imports',
    load: 'upload',
    idempotency: 'none',
    upload: { types, maxBytes: MAX_SHEET_BYTES },
    limit: 'upload',
  }),
  one: route<{ params: IdParams; reply: ProductImport }>({ ...read, path: '/api/admin/product-imports/:id' }),
  rows: route<{ params: IdParams; query: ImportRowsQuery; reply: Page<ImportRow> }>({
    ...read,
    path: '/api/admin/product-imports/:id/rows',
  }),
  flaws: route<{ params: IdParams; query: SheetFormatQuery; reply: FileReply }>({
    ...read,
    path: '/api/admin/product-imports/:id/flaws',
    load: 'export',
    download: { types },
  }),
  apply: route<{ params: IdParams; reply: ProductImport }>({ ...write, path: '/api/admin/product-imports/:id/apply' }),
  stop: route<{ params: IdParams; reply: ProductImport }>({ ...write, path: '/api/admin/product-imports/:id/stop' }),
  /**
   * The list of products as a file. Cost is in it only for who may write products. A table carried away at once leaves a row
   * in the audit log, so it is a POST like everything that reveals.
   */
  exported: route<{ body: ExportBody; reply: FileReply }>({
    ...write,
    path: '/api/admin/products/export',
    permission: 'product.read',
    audit: 'reveal',
    load: 'export',
    download: { types },
  }),
}
