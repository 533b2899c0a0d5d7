import type { IdParams, Page } from '../primitives.schema.js'
import { route } from '../route.js'
import type {
  AdminAfterSaleCounts,
  AdminAfterSaleRow,
  AdminAfterSalesQuery,
  AdminAfterSaleView,
  AfterSaleArrivals,
  AfterSaleApplyBody,
  AfterSaleCard,
  AfterSaleOptions,
  AfterSalePreview,
  AfterSalePreviewBody,
  AfterSalesQuery,
  AfterSaleView,
  ArbitrateBody,
  AskEvidenceBody,
  InspectBody,
  RefundInsteadBody,
  RefuseBody,
  SayBody,
  SendBackBody,
} from './after-sale.schema.js'
import type { ApproveBody, ExchangeOptions, ResendBody } from './exchange.schema.js'

const read = { method: 'GET', access: 'member', load: 'browse', idempotency: 'none' } as const
const write = { method: 'POST', access: 'member', load: 'order', idempotency: 'required', owner: 'member' } as const
const desk = { access: 'operator', load: 'admin', owner: 'shop' } as const
const adminRead = { ...desk, method: 'GET', idempotency: 'none', audit: 'none', permission: 'after-sale.read' } as const
const handle = {
  ...desk,
  method: 'POST',
  idempotency: 'required',
  audit: 'write',
  permission: 'after-sale.handle',
} as const

export const afterSaleRoutes = {
  /** What may be asked for the lines of an order now. */
  options: route<{ params: IdParams; reply: AfterSaleOptions }>({
    ...read,
    path: '/api/shop/orders/:id/after-sale-options',
    owner: 'member',
  }),
  /** What it would come to, explained; nothing is kept. */
  preview: route<{ body: AfterSalePreviewBody; reply: AfterSalePreview }>({
    ...write,
    path: '/api/shop/after-sales/preview',
    idempotency: 'none',
    owner: 'none',
  }),
  apply: route<{ body: AfterSaleApplyBody; reply: AfterSaleView }>({
    ...write,
    path: '/api/shop/after-sales',
    owner: 'none',
  }),
  list: route<{ query: AfterSalesQuery; reply: Page<AfterSaleCard> }>({
    ...read,
    path: '/api/shop/after-sales',
    owner: 'none',
  }),
  one: route<{ params: IdParams; reply: AfterSaleView }>({
    ...read,
    path: '/api/shop/after-sales/:id',
    owner: 'member',
  }),
  withdraw: route<{ params: IdParams; reply: AfterSaleView }>({
    ...write,
    path: '/api/shop/after-sales/:id/withdraw',
  }),
  /** While evidence is asked for, this is the answer to it. */
  say: route<{ params: IdParams; body: SayBody; reply: AfterSaleView }>({
    ...write,
    path: '/api/shop/after-sales/:id/messages',
  }),
  sendBack: route<{ params: IdParams; body: SendBackBody; reply: AfterSaleView }>({
    ...write,
    path: '/api/shop/after-sales/:id/return-parcel',
  }),
  /** What the goods of an order may be exchanged for now, and what that costs. */
  exchangeOptions: route<{ params: IdParams; reply: ExchangeOptions }>({
    ...read,
    path: '/api/shop/orders/:id/exchange-options',
    owner: 'member',
  }),
  /** Opens a payment for the difference of a dearer exchange; it is paid as the order's open term, at its cashier. */
  payDifference: route<{ params: IdParams; reply: AfterSaleView }>({
    ...write,
    path: '/api/shop/after-sales/:id/difference',
  }),
  /** The replacement is here. */
  receive: route<{ params: IdParams; reply: AfterSaleView }>({
    ...write,
    path: '/api/shop/after-sales/:id/receive',
  }),
  complain: route<{ params: IdParams; body: SayBody; reply: AfterSaleView }>({
    ...write,
    path: '/api/shop/after-sales/:id/complaint',
  }),
  adminList: route<{ query: AdminAfterSalesQuery; reply: Page<AdminAfterSaleRow> }>({
    ...adminRead,
    path: '/api/admin/after-sales',
  }),
  adminCounts: route<{ reply: AdminAfterSaleCounts }>({ ...adminRead, path: '/api/admin/after-sales/counts' }),
  /** Polled by a bell, also from tabs out of sight. */
  adminArrivals: route<{ reply: AfterSaleArrivals }>({ ...adminRead, path: '/api/admin/after-sales/arrivals' }),
  adminOne: route<{ params: IdParams; reply: AdminAfterSaleView }>({
    ...adminRead,
    path: '/api/admin/after-sales/:id',
  }),
  adminSay: route<{ params: IdParams; body: SayBody; reply: AdminAfterSaleView }>({
    ...handle,
    path: '/api/admin/after-sales/:id/messages',
  }),
  approve: route<{ params: IdParams; body: ApproveBody; reply: AdminAfterSaleView }>({
    ...handle,
    path: '/api/admin/after-sales/:id/approve',
  }),
  refuse: route<{ params: IdParams; body: RefuseBody; reply: AdminAfterSaleView }>({
    ...handle,
    path: '/api/admin/after-sales/:id/refuse',
  }),
  askEvidence: route<{ params: IdParams; body: AskEvidenceBody; reply: AdminAfterSaleView }>({
    ...handle,
    path: '/api/admin/after-sales/:id/ask-evidence',
  }),
  /** The goods are back: what of them can be sold again, or why they are not taken. */
  inspect: route<{ params: IdParams; body: InspectBody; reply: AdminAfterSaleView }>({
    ...handle,
    path: '/api/admin/after-sales/:id/inspect',
  }),
  /** The replacement of an exchange leaves. */
  resend: route<{ params: IdParams; body: ResendBody; reply: AdminAfterSaleView }>({
    ...handle,
    path: '/api/admin/after-sales/:id/resend',
  }),
  /** The replacement of an exchange is not sent, or it is lost on its way: money goes back for what was exchanged. */
  refundInstead: route<{ params: IdParams; body: RefundInsteadBody; reply: AdminAfterSaleView }>({
    ...handle,
    path: '/api/admin/after-sales/:id/refund-instead',
  }),
  /** By another operator than the one who refused. */
  arbitrate: route<{ params: IdParams; body: ArbitrateBody; reply: AdminAfterSaleView }>({
    ...handle,
    path: '/api/admin/after-sales/:id/arbitrate',
    permission: 'after-sale.arbitrate',
  }),
}
