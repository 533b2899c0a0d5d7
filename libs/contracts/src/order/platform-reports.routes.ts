import type { IdParams, Page, PageQuery } from '../primitives.schema.js'
import { route } from '../route.js'
import type { OrderView } from './order.schema.js'
import type {
  OrderReports,
  PaidOrder,
  PaidOrderQuery,
  PlatformReceipt,
  TroubledReport,
} from './platform-reports.schema.js'

const adminRead = {
  method: 'GET',
  access: 'operator',
  permission: 'order.read',
  load: 'admin',
  idempotency: 'none',
  owner: 'shop',
  audit: 'none',
} as const
const memberRead = { method: 'GET', access: 'member', load: 'browse', idempotency: 'none' } as const

/** What the wallets are told of orders that were paid inside them, and what they tell back. */
export const platformReportsRoutes = {
  /** The order that a payment was for: a bill in the wallet knows nothing but the payment's number. */
  paidOrder: route<{ query: PaidOrderQuery; reply: PaidOrder }>({
    ...memberRead,
    path: '/api/shop/paid-order',
    owner: 'none',
  }),
  /** What the wallet's own component for receipts is opened with; null where the shop's own button serves. */
  receipt: route<{ params: IdParams; reply: PlatformReceipt }>({
    ...memberRead,
    path: '/api/shop/orders/:id/platform-receipt',
    owner: 'member',
  }),
  /** Asks the wallet whether the goods were received there. Refuses with RECEIPT_NOT_CONFIRMED or RECEIPT_UNCERTAIN. */
  confirmReceipt: route<{ params: IdParams; reply: OrderView }>({
    method: 'POST',
    path: '/api/shop/orders/:id/platform-receipt',
    access: 'member',
    load: 'platform',
    limit: 'receipt',
    idempotency: 'required',
    owner: 'member',
  }),
  adminReports: route<{ params: IdParams; reply: OrderReports }>({
    ...adminRead,
    path: '/api/admin/orders/:id/platform-reports',
  }),
  /** What failed, was given up or is late, the oldest payment first. */
  troubled: route<{ query: PageQuery; reply: Page<TroubledReport> }>({
    ...adminRead,
    path: '/api/admin/platform-reports',
  }),
  /** Tries at once what failed or was given up for an order. */
  retry: route<{ params: IdParams; reply: OrderReports }>({
    method: 'POST',
    path: '/api/admin/orders/:id/platform-reports/retry',
    access: 'operator',
    permission: 'order.ship',
    load: 'admin',
    idempotency: 'required',
    owner: 'shop',
    audit: 'write',
  }),
}
