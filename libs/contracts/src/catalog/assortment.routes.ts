import type { IdParams, Page } from '../primitives.schema.js'
import { route, type RouteFacts } from '../route.js'
import type {
  Attribute,
  AttributeBody,
  AttributeEditBody,
  Brand,
  BrandBody,
  BrandEditBody,
  PlaceBody,
  Tag,
  TagBody,
  TagEditBody,
} from './assortment.schema.js'
import type { Saved, VersionBody } from './catalog-editing.schema.js'

const read = {
  method: 'GET',
  access: 'operator',
  audit: 'none',
  load: 'admin',
  idempotency: 'none',
  owner: 'shop',
} as const satisfies Partial<RouteFacts>
const write = {
  access: 'operator',
  audit: 'write',
  load: 'admin',
  idempotency: 'required',
  owner: 'shop',
} as const satisfies Partial<RouteFacts>
const changesProduct = { ...write, permission: 'product.write' } as const
const changesCategory = { ...write, permission: 'category.write' } as const

/** What goods are told apart by: brands, tags, and the attributes of categories with their values. */
export const assortmentRoutes = {
  brands: route<{ reply: Page<Brand> }>({ ...read, path: '/api/admin/brands', permission: 'product.read' }),
  addBrand: route<{ body: BrandBody; reply: Saved }>({
    ...changesProduct,
    method: 'POST',
    path: '/api/admin/brands',
  }),
  editBrand: route<{ params: IdParams; body: BrandEditBody; reply: Saved }>({
    ...changesProduct,
    method: 'PUT',
    path: '/api/admin/brands/:id',
  }),
  placeBrand: route<{ params: IdParams; body: PlaceBody; reply: Saved }>({
    ...changesProduct,
    method: 'POST',
    path: '/api/admin/brands/:id/place',
  }),
  archiveBrand: route<{ params: IdParams; body: VersionBody; reply: Saved }>({
    ...changesProduct,
    method: 'POST',
    path: '/api/admin/brands/:id/archive',
  }),

  tags: route<{ reply: Page<Tag> }>({ ...read, path: '/api/admin/tags', permission: 'product.read' }),
  addTag: route<{ body: TagBody; reply: Saved }>({
    ...changesProduct,
    method: 'POST',
    path: '/api/admin/tags',
  }),
  editTag: route<{ params: IdParams; body: TagEditBody; reply: Saved }>({
    ...changesProduct,
    method: 'PUT',
    path: '/api/admin/tags/:id',
  }),
  placeTag: route<{ params: IdParams; body: PlaceBody; reply: Saved }>({
    ...changesProduct,
    method: 'POST',
    path: '/api/admin/tags/:id/place',
  }),
  archiveTag: route<{ params: IdParams; body: VersionBody; reply: Saved }>({
    ...changesProduct,
    method: 'POST',
    path: '/api/admin/tags/:id/archive',
  }),

  /** Those of the category and of all above it: what a product in it may answer. */
  attributes: route<{ params: IdParams; reply: Page<Attribute> }>({
    ...read,
    path: '/api/admin/categories/:id/attributes',
    permission: 'category.read',
  }),
  addAttribute: route<{ params: IdParams; body: AttributeBody; reply: Saved }>({
    ...changesCategory,
    method: 'POST',
    path: '/api/admin/categories/:id/attributes',
  }),
  editAttribute: route<{ params: IdParams; body: AttributeEditBody; reply: Saved }>({
    ...changesCategory,
    method: 'PUT',
    path: '/api/admin/attributes/:id',
  }),
  placeAttribute: route<{ params: IdParams; body: PlaceBody; reply: Saved }>({
    ...changesCategory,
    method: 'POST',
    path: '/api/admin/attributes/:id/place',
  }),
  archiveAttribute: route<{ params: IdParams; body: VersionBody; reply: Saved }>({
    ...changesCategory,
    method: 'POST',
    path: '/api/admin/attributes/:id/archive',
  }),
}
