import type { IdParams } from '../primitives.schema.js'
import { route } from '../route.js'
import type { Saved } from './catalog-editing.schema.js'
import type { PriceLists, PriceListsBody, ProposalBody } from './price-lists.schema.js'

const path = '/api/admin/products/:id/prices'
const shared = { access: 'operator', permission: 'product.write', load: 'admin', owner: 'shop', path } as const

const proposals = '/api/admin/products/:id/price-proposals'
const step = { ...shared, method: 'POST', audit: 'write', idempotency: 'required' } as const
type Decide = { params: IdParams; body: ProposalBody; reply: PriceLists }

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
  /** Prices below a floor wait for somebody else, who may agree to them. */
  proposePrices: route<{ params: IdParams; body: PriceListsBody; reply: PriceLists }>({ ...step, path: proposals }),
  approvePrices: route<Decide>({ ...step, path: `${proposals}/approve`, permission: 'product.floor' }),
  refusePrices: route<Decide>({ ...step, path: `${proposals}/refuse`, permission: 'product.floor' }),
  withdrawPrices: route<Decide>({ ...step, path: `${proposals}/withdraw` }),
}
