import type {
  AdminProduct,
  AdminProductCounts,
  AdminProductDetail,
  AdminProductsQuery,
} from '../catalog/catalog.schema.js'
import type { ProductForm } from '../catalog/catalog-editing.schema.js'
import type { IdParams, Page } from '../primitives.schema.js'
import { route } from '../route.js'
import type { ProductsQuery } from './search.schema.js'
import type { HomeView, PreviewBody, PreviewPass, ProductCard, ProductList, ProductView } from './shopfront.schema.js'

/** Composed reads: catalogue, price and stock in one answer. */
export const shopfrontRoutes = {
  home: route<{ reply: HomeView }>({
    method: 'GET',
    path: '/api/shop/home',
    access: 'public',
    load: 'browse',
    idempotency: 'none',
    owner: 'none',
  }),
  products: route<{ query: ProductsQuery; reply: ProductList }>({
    method: 'GET',
    path: '/api/shop/products',
    access: 'public',
    load: 'browse',
    idempotency: 'none',
    owner: 'none',
  }),
  product: route<{ params: IdParams; reply: ProductView }>({
    method: 'GET',
    path: '/api/shop/products/:id',
    access: 'public',
    load: 'browse',
    idempotency: 'none',
    owner: 'none',
  }),
  /** A product before it is for sale, for whoever holds its pass. A read by POST: a pass stands in no address the server keeps. */
  previewed: route<{ params: IdParams; body: PreviewBody; reply: ProductView }>({
    method: 'POST',
    path: '/api/shop/products/:id/preview',
    access: 'public',
    load: 'browse',
    idempotency: 'none',
    owner: 'none',
  }),
  /** Lets an operator see the product's page as shoppers would; each pass leaves a row. */
  openPreview: route<{ params: IdParams; reply: PreviewPass }>({
    method: 'POST',
    path: '/api/admin/products/:id/preview-pass',
    access: 'operator',
    permission: 'product.write',
    audit: 'reveal',
    load: 'admin',
    idempotency: 'required',
    owner: 'shop',
  }),
  /** What to look at beside it: first what the shop chose, then what sells best of its kind. */
  related: route<{ params: IdParams; reply: Page<ProductCard> }>({
    method: 'GET',
    path: '/api/shop/products/:id/related',
    access: 'public',
    load: 'browse',
    idempotency: 'none',
    owner: 'none',
  }),
  adminProducts: route<{ query: AdminProductsQuery; reply: Page<AdminProduct> }>({
    method: 'GET',
    path: '/api/admin/products',
    access: 'operator',
    permission: 'product.read',
    audit: 'none',
    load: 'admin',
    idempotency: 'none',
    owner: 'shop',
  }),
  adminProductCounts: route<{ reply: AdminProductCounts }>({
    method: 'GET',
    path: '/api/admin/products/counts',
    access: 'operator',
    permission: 'product.read',
    audit: 'none',
    load: 'admin',
    idempotency: 'none',
    owner: 'shop',
  }),
  adminProduct: route<{ params: IdParams; reply: AdminProductDetail }>({
    method: 'GET',
    path: '/api/admin/products/:id',
    access: 'operator',
    permission: 'product.read',
    audit: 'none',
    load: 'admin',
    idempotency: 'none',
    owner: 'shop',
  }),
  productForm: route<{ params: IdParams; reply: ProductForm }>({
    method: 'GET',
    path: '/api/admin/products/:id/form',
    access: 'operator',
    // The form holds what goods cost: reading the list is not enough to see it.
    permission: 'product.write',
    audit: 'none',
    load: 'admin',
    idempotency: 'none',
    owner: 'shop',
  }),
}
