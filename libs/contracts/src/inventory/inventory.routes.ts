import type { Page } from '../primitives.schema.js'
import { route } from '../route.js'
import type { AdjustStockBody, SkuStock } from './inventory.schema.js'

export const inventoryRoutes = {
  adjust: route<{ body: AdjustStockBody; reply: Page<SkuStock> }>({
    method: 'POST',
    path: '/api/admin/stock-adjustments',
    access: 'operator',
    permission: 'stock.write',
    audit: 'write',
    load: 'admin',
    idempotency: 'required',
    owner: 'shop',
  }),
}
