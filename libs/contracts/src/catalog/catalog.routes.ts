import type { Page } from '../primitives.schema.js'
import { route } from '../route.js'
import type { CategoryNode } from './catalog.schema.js'

export const catalogRoutes = {
  categories: route<{ reply: Page<CategoryNode> }>({
    method: 'GET',
    path: '/api/shop/categories',
    access: 'public',
    load: 'browse',
    idempotency: 'none',
    owner: 'none',
  }),
  adminCategories: route<{ reply: Page<CategoryNode> }>({
    method: 'GET',
    path: '/api/admin/categories',
    access: 'operator',
    permission: 'category.read',
    audit: 'none',
    load: 'admin',
    idempotency: 'none',
    owner: 'shop',
  }),
}
