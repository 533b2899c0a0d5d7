import type { IdParams, Page } from '../primitives.schema.js'
import { route, type RouteFacts } from '../route.js'
import type {
  AdminCategoryNode,
  CategoryBody,
  CategoryEditBody,
  CategoryMoveBody,
  Licences,
  Permit,
  PermitBody,
  PermitEditBody,
  ProductBody,
  ProductEditBody,
  Saved,
  VersionBody,
} from './catalog-editing.schema.js'
import type { CategoryNode } from './catalog.schema.js'
import type { BulkBody, BulkResult, RestoreBody, ScheduleBody, ShelfBody } from './product-shelf.schema.js'

const publicRead = { method: 'GET', access: 'public', load: 'browse', idempotency: 'none', owner: 'none' } as const
const operatorRead = {
  method: 'GET',
  access: 'operator',
  audit: 'none',
  load: 'admin',
  idempotency: 'none',
  owner: 'shop',
} as const
const operatorWrite = {
  access: 'operator',
  audit: 'write',
  load: 'admin',
  idempotency: 'required',
  owner: 'shop',
} as const satisfies Partial<RouteFacts>
const changesCategory = { ...operatorWrite, permission: 'category.write' } as const
const changesProduct = { ...operatorWrite, permission: 'product.write' } as const
const changesPermit = { ...operatorWrite, permission: 'permit.write' } as const

export const catalogRoutes = {
  categories: route<{ reply: Page<CategoryNode> }>({ ...publicRead, path: '/api/shop/categories' }),
  licences: route<{ reply: Licences }>({ ...publicRead, path: '/api/shop/licences' }),

  adminCategories: route<{ reply: Page<AdminCategoryNode> }>({
    ...operatorRead,
    path: '/api/admin/categories',
    permission: 'category.read',
  }),
  addCategory: route<{ body: CategoryBody; reply: Saved }>({
    ...changesCategory,
    method: 'POST',
    path: '/api/admin/categories',
  }),
  editCategory: route<{ params: IdParams; body: CategoryEditBody; reply: Saved }>({
    ...changesCategory,
    method: 'PUT',
    path: '/api/admin/categories/:id',
  }),
  moveCategory: route<{ params: IdParams; body: CategoryMoveBody; reply: Saved }>({
    ...changesCategory,
    method: 'POST',
    path: '/api/admin/categories/:id/move',
  }),
  archiveCategory: route<{ params: IdParams; body: VersionBody; reply: Saved }>({
    ...changesCategory,
    method: 'POST',
    path: '/api/admin/categories/:id/archive',
  }),

  addProduct: route<{ body: ProductBody; reply: Saved }>({
    ...changesProduct,
    method: 'POST',
    path: '/api/admin/products',
  }),
  editProduct: route<{ params: IdParams; body: ProductEditBody; reply: Saved }>({
    ...changesProduct,
    method: 'PUT',
    path: '/api/admin/products/:id',
  }),
  moveProduct: route<{ params: IdParams; body: ShelfBody; reply: Saved }>({
    ...changesProduct,
    method: 'POST',
    path: '/api/admin/products/:id/shelf',
  }),
  scheduleProduct: route<{ params: IdParams; body: ScheduleBody; reply: Saved }>({
    ...changesProduct,
    method: 'POST',
    path: '/api/admin/products/:id/schedule',
  }),
  archiveProduct: route<{ params: IdParams; body: VersionBody; reply: Saved }>({
    ...changesProduct,
    method: 'POST',
    path: '/api/admin/products/:id/archive',
  }),
  restoreProduct: route<{ params: IdParams; body: RestoreBody; reply: Saved }>({
    ...changesProduct,
    method: 'POST',
    path: '/api/admin/products/:id/restore',
  }),
  changeProducts: route<{ body: BulkBody; reply: BulkResult }>({
    ...changesProduct,
    method: 'POST',
    path: '/api/admin/products/bulk',
  }),

  permits: route<{ reply: Page<Permit> }>({ ...operatorRead, path: '/api/admin/permits', permission: 'permit.read' }),
  addPermit: route<{ body: PermitBody; reply: Saved }>({
    ...changesPermit,
    method: 'POST',
    path: '/api/admin/permits',
  }),
  editPermit: route<{ params: IdParams; body: PermitEditBody; reply: Saved }>({
    ...changesPermit,
    method: 'PUT',
    path: '/api/admin/permits/:id',
  }),
  archivePermit: route<{ params: IdParams; body: VersionBody; reply: Saved }>({
    ...changesPermit,
    method: 'POST',
    path: '/api/admin/permits/:id/archive',
  }),
}
