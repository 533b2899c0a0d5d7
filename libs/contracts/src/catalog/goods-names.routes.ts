import { route } from '../route.js'
import type { GoodsNames, GoodsNamesQuery } from './goods-names.schema.js'

/** What forms that name goods by id need to show them. */
export const goodsNamesRoutes = {
  names: route<{ query: GoodsNamesQuery; reply: GoodsNames }>({
    method: 'GET',
    path: '/api/admin/goods-names',
    access: 'operator',
    permission: 'product.read',
    audit: 'none',
    load: 'admin',
    idempotency: 'none',
    owner: 'shop',
  }),
}
