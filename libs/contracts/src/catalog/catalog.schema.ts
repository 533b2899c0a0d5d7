import { z } from 'zod'
import { endpoint } from '../endpoint.js'
import { at, fen, page, pageQuery, picture, uuid } from '../primitives.schema.js'
import { catalogRoutes } from './catalog.routes.js'
import { SPU_STATES } from './catalog.terms.js'

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
  state: z.enum(SPU_STATES).optional(),
  category: uuid.optional(),
  q: z.string().trim().max(60).optional(),
})
export type AdminProductsQuery = z.infer<typeof adminProductsQuery>
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
  adminCategories: endpoint(catalogRoutes.adminCategories, { reply: page(category) }),
}
