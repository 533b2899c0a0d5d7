import type { IdParams, Page } from '../primitives.schema.js'
import { route } from '../route.js'
import type {
  PriceChangeBody,
  PriceChangePreview,
  PriceChangePreviewBody,
  PriceChangeRefusalBody,
  PriceChangeView,
} from './price-change.schema.js'

const ofShop = { access: 'operator', load: 'admin', owner: 'shop' } as const
const decision = { ...ofShop, method: 'POST', audit: 'write', idempotency: 'required' } as const

/** An operator changes what an unpaid order costs 改价, line by line; beyond a limit a second person has to agree. */
export const priceChangeRoutes = {
  /** All changes of one order, the newest first. */
  priceChanges: route<{ params: IdParams; reply: Page<PriceChangeView> }>({
    ...ofShop,
    method: 'GET',
    path: '/api/admin/orders/:id/price-changes',
    permission: 'order.read',
    audit: 'none',
    idempotency: 'none',
  }),
  /** What the order would cost; nothing is kept. */
  preview: route<{ params: IdParams; body: PriceChangePreviewBody; reply: PriceChangePreview }>({
    ...ofShop,
    method: 'POST',
    path: '/api/admin/orders/:id/price-changes/preview',
    permission: 'order.price',
    audit: 'none',
    idempotency: 'none',
  }),
  /** Holds at once (`in_force`), or waits for a second person (`proposed`). */
  change: route<{ params: IdParams; body: PriceChangeBody; reply: PriceChangeView }>({
    ...decision,
    path: '/api/admin/orders/:id/price-changes',
    permission: 'order.price',
  }),
  /** By somebody else than who made it. */
  approve: route<{ params: IdParams; reply: PriceChangeView }>({
    ...decision,
    path: '/api/admin/price-changes/:id/approve',
    permission: 'order.price-approve',
  }),
  refuse: route<{ params: IdParams; body: PriceChangeRefusalBody; reply: PriceChangeView }>({
    ...decision,
    path: '/api/admin/price-changes/:id/refuse',
    permission: 'order.price-approve',
  }),
  /** By whoever made it. */
  withdraw: route<{ params: IdParams; reply: PriceChangeView }>({
    ...decision,
    path: '/api/admin/price-changes/:id/withdraw',
    permission: 'order.price',
  }),
}
