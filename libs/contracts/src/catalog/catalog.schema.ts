import { z } from 'zod'
import { endpoint } from '../endpoint.js'
import { at, fen, idParams, page, pageQuery, picture, uuid } from '../primitives.schema.js'
import {
  adminCategory,
  categoryBody,
  categoryEditBody,
  categoryMoveBody,
  licences,
  permit,
  permitBody,
  permitEditBody,
  productBody,
  productEditBody,
  saved,
  versionBody,
} from './catalog-editing.schema.js'
import { catalogRoutes } from './catalog.routes.js'
import {
  ADMIN_PRODUCT_SORTS,
  PRODUCT_LIST_STATES,
  SPU_KINDS,
  SPU_STATES,
  type ProductListState,
} from './catalog.terms.js'
import { bulkBody, bulkResult, restoreBody, scheduleBody, shelfBody } from './product-shelf.schema.js'

export interface CategoryNode {
  id: string
  name: string
  icon: z.infer<typeof picture> | null
  /** Products on the shelf in this category and below it. */
  productCount: number
  children: CategoryNode[]
}
export const category: z.ZodType<CategoryNode> = z.object({
  id: uuid,
  name: z.string(),
  icon: picture.nullable(),
  productCount: z.int(),
  get children() {
    return z.array(category)
  },
})

export const adminProductsQuery = z.strictObject({
  ...pageQuery,
  /** `recycled`: what lies in the recycle bin, last thrown away first unless sorted otherwise; else the bin is left out. */
  state: z.enum(PRODUCT_LIST_STATES).optional(),
  category: uuid.optional(),
  brand: uuid.optional(),
  tag: uuid.optional(),
  q: z.string().trim().max(60).optional(),
  sort: z.enum(ADMIN_PRODUCT_SORTS).optional(),
  /** `low`: something on sale is nearly or wholly sold out. */
  stock: z.enum(['low']).optional(),
  /** `refused`: its day came, and it lacked something or a permit. */
  shelf: z.enum(['refused']).optional(),
})
export type AdminProductsQuery = z.infer<typeof adminProductsQuery>
/** How many products each tab of the operators' list holds. */
export const adminProductCounts = z.strictObject(
  Object.fromEntries(PRODUCT_LIST_STATES.map((state) => [state, z.int()])) as Record<ProductListState, z.ZodInt>,
)
export type AdminProductCounts = z.infer<typeof adminProductCounts>
export const adminProduct = z.object({
  id: uuid,
  title: z.string(),
  subtitle: z.string(),
  picture: picture.nullable(),
  state: z.enum(SPU_STATES),
  categoryName: z.string(),
  skuCount: z.int(),
  priceFromFen: fen,
  priceToFen: fen,
  onHand: z.int(),
  available: z.int(),
  soldCount: z.int(),
  createdAt: at,
  version: z.int(),
  kind: z.enum(SPU_KINDS),
  brandName: z.string().nullable(),
  tags: z.array(z.string()),
  weight: z.int(),
  shelfFrom: at.nullable(),
  shelfUntil: at.nullable(),
  /** Since when it lies in the recycle bin. */
  archivedAt: at.nullable(),
})
export type AdminProduct = z.infer<typeof adminProduct>
export const adminSku = z.object({
  id: uuid,
  label: z.string(),
  externalCode: z.string(),
  priceFen: fen,
  onHand: z.int(),
  reserved: z.int(),
  available: z.int(),
  soldCount: z.int().optional(),
  onSale: z.boolean(),
})
export const adminProductDetail = z.object({
  ...adminProduct.shape,
  pictures: z.array(picture),
  skus: z.array(adminSku),
})
export type AdminProductDetail = z.infer<typeof adminProductDetail>

export const catalogEndpoints = {
  categories: endpoint(catalogRoutes.categories, { reply: page(category) }),
  licences: endpoint(catalogRoutes.licences, { reply: licences }),
  adminCategories: endpoint(catalogRoutes.adminCategories, { reply: page(adminCategory) }),
  addCategory: endpoint(catalogRoutes.addCategory, { body: categoryBody, reply: saved }),
  editCategory: endpoint(catalogRoutes.editCategory, { params: idParams, body: categoryEditBody, reply: saved }),
  moveCategory: endpoint(catalogRoutes.moveCategory, { params: idParams, body: categoryMoveBody, reply: saved }),
  archiveCategory: endpoint(catalogRoutes.archiveCategory, { params: idParams, body: versionBody, reply: saved }),
  addProduct: endpoint(catalogRoutes.addProduct, { body: productBody, reply: saved }),
  editProduct: endpoint(catalogRoutes.editProduct, { params: idParams, body: productEditBody, reply: saved }),
  moveProduct: endpoint(catalogRoutes.moveProduct, { params: idParams, body: shelfBody, reply: saved }),
  scheduleProduct: endpoint(catalogRoutes.scheduleProduct, { params: idParams, body: scheduleBody, reply: saved }),
  archiveProduct: endpoint(catalogRoutes.archiveProduct, { params: idParams, body: versionBody, reply: saved }),
  restoreProduct: endpoint(catalogRoutes.restoreProduct, { params: idParams, body: restoreBody, reply: saved }),
  changeProducts: endpoint(catalogRoutes.changeProducts, { body: bulkBody, reply: bulkResult }),
  permits: endpoint(catalogRoutes.permits, { reply: page(permit) }),
  addPermit: endpoint(catalogRoutes.addPermit, { body: permitBody, reply: saved }),
  editPermit: endpoint(catalogRoutes.editPermit, { params: idParams, body: permitEditBody, reply: saved }),
  archivePermit: endpoint(catalogRoutes.archivePermit, { params: idParams, body: versionBody, reply: saved }),
}
