import type { IdParams } from '../primitives.schema.js'
import { route } from '../route.js'
import type { Saved } from './catalog-editing.schema.js'
import type { PriceLists, PriceListsBody } from './price-lists.schema.js'

const path = '/api/admin/products/:id/prices'
const shared = { access: 'operator', permission: 'product.write', load: 'admin', owner: 'shop', path } as const

/** The price lists of one product, read and written whole. Floors leave only to who may write products. */
export const priceListsRoutes = {
  priceLists: route<{ params: IdParams; reply: PriceLists }>({
    ...shared,
    method: 'GET',
    audit: 'none',
    idempotency: 'none',
  }),
  savePriceLists: route<{ params: IdParams; body: PriceListsBody; reply: Saved }>({
    ...shared,
    method: 'PUT',
    audit: 'write',
    idempotency: 'required',
  }),
}
