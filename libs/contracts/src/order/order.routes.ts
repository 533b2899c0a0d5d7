import type { PayInstruction, PaymentStatus, StartPaymentBody } from '../payment/payment.schema.js'
import type { IdParams, Page } from '../primitives.schema.js'
import type { GiftsOfOrder } from '../promotion/pay-gifts.schema.js'
import { route } from '../route.js'
import type { CartView, ChangeLineBody, MergeCartBody, SelectLinesBody, SkuQty } from './cart.schema.js'
import type {
  AdminOrderCounts,
  AdminOrderRow,
  AdminOrdersQuery,
  AdminOrderView,
  CancelBody,
  CloseBody,
  OrderCard,
  OrderCounts,
  OrdersQuery,
  OrderNoteBody,
  OrderView,
  PlaceOrderBody,
  QuoteBody,
  QuoteView,
} from './order.schema.js'
import type { ShipBody } from './shipment.schema.js'
import type { ReceiverLines, ReceiversBody, WholeReceiver } from './receiver.schema.js'

const read = { method: 'GET', access: 'member', load: 'browse', idempotency: 'none' } as const
const write = { method: 'POST', access: 'member', load: 'order', idempotency: 'required' } as const
const adminRead = {
  method: 'GET',
  access: 'operator',
  load: 'admin',
  idempotency: 'none',
  owner: 'shop',
  audit: 'none',
} as const

export const orderRoutes = {
  cart: route<{ reply: CartView }>({ ...read, path: '/api/shop/cart/lines', owner: 'none' }),
  /** Prices and stock of a cart that still lives on the device. */
  previewCart: route<{ body: MergeCartBody; reply: CartView }>({
    method: 'POST',
    path: '/api/shop/cart/preview',
    access: 'public',
    load: 'browse',
    idempotency: 'none',
    owner: 'none',
  }),
  addLine: route<{ body: SkuQty; reply: CartView }>({ ...write, path: '/api/shop/cart/lines', owner: 'none' }),
  changeLine: route<{ params: IdParams; body: ChangeLineBody; reply: CartView }>({
    ...write,
    method: 'PATCH',
    path: '/api/shop/cart/lines/:id',
    idempotency: 'natural',
    owner: 'member',
  }),
  removeLine: route<{ params: IdParams; reply: CartView }>({
    ...write,
    method: 'DELETE',
    path: '/api/shop/cart/lines/:id',
    idempotency: 'natural',
    owner: 'member',
  }),
  selectLines: route<{ body: SelectLinesBody; reply: CartView }>({
    ...write,
    method: 'PUT',
    path: '/api/shop/cart/selection',
    idempotency: 'natural',
    owner: 'none',
  }),
  mergeCart: route<{ body: MergeCartBody; reply: CartView }>({ ...write, path: '/api/shop/cart/merge', owner: 'none' }),
  quote: route<{ body: QuoteBody; reply: QuoteView }>({
    ...write,
    path: '/api/shop/quotes',
    idempotency: 'none',
    owner: 'none',
  }),
  place: route<{ body: PlaceOrderBody; reply: OrderView }>({
    ...write,
    path: '/api/shop/orders',
    owner: 'none',
    limit: 'placeOrder',
  }),
  orders: route<{ query: OrdersQuery; reply: Page<OrderCard> }>({ ...read, path: '/api/shop/orders', owner: 'none' }),
  counts: route<{ reply: OrderCounts }>({ ...read, path: '/api/shop/orders/counts', owner: 'none' }),
  order: route<{ params: IdParams; reply: OrderView }>({ ...read, path: '/api/shop/orders/:id', owner: 'member' }),
  cancel: route<{ params: IdParams; body: CancelBody; reply: OrderView }>({
    ...write,
    path: '/api/shop/orders/:id/cancel',
    owner: 'member',
  }),
  confirmReceipt: route<{ params: IdParams; reply: OrderView }>({
    ...write,
    path: '/api/shop/orders/:id/confirm-receipt',
    owner: 'member',
  }),
  startPayment: route<{ params: IdParams; body: StartPaymentBody; reply: PayInstruction }>({
    ...write,
    path: '/api/shop/orders/:id/payments',
    load: 'pay',
    owner: 'member',
    limit: 'pay',
  }),
  payment: route<{ params: IdParams; reply: PaymentStatus }>({
    ...read,
    path: '/api/shop/orders/:id/payment',
    load: 'pay',
    owner: 'member',
  }),
  /** What it brought once it was paid, beside the goods. */
  gifts: route<{ params: IdParams; reply: GiftsOfOrder }>({
    ...read,
    path: '/api/shop/orders/:id/gifts',
    owner: 'member',
  }),
  adminOrders: route<{ query: AdminOrdersQuery; reply: Page<AdminOrderRow> }>({
    ...adminRead,
    path: '/api/admin/orders',
    permission: 'order.read',
  }),
  adminCounts: route<{ reply: AdminOrderCounts }>({
    ...adminRead,
    path: '/api/admin/orders/counts',
    permission: 'order.read',
  }),
  adminOrder: route<{ params: IdParams; reply: AdminOrderView }>({
    ...adminRead,
    path: '/api/admin/orders/:id',
    permission: 'order.read',
  }),
  ship: route<{ params: IdParams; body: ShipBody; reply: AdminOrderView }>({
    method: 'POST',
    path: '/api/admin/orders/:id/ship',
    access: 'operator',
    permission: 'order.ship',
    audit: 'write',
    load: 'admin',
    idempotency: 'required',
    owner: 'shop',
  }),
  /** Closes an unpaid order; where money may still come the channel is asked first. */
  close: route<{ params: IdParams; body: CloseBody; reply: AdminOrderView }>({
    method: 'POST',
    path: '/api/admin/orders/:id/close',
    access: 'operator',
    permission: 'order.close',
    audit: 'write',
    load: 'admin',
    idempotency: 'required',
    owner: 'shop',
  }),
  writeNote: route<{ params: IdParams; body: OrderNoteBody; reply: AdminOrderView }>({
    method: 'POST',
    path: '/api/admin/orders/:id/notes',
    access: 'operator',
    permission: 'order.note',
    audit: 'write',
    load: 'admin',
    idempotency: 'required',
    owner: 'shop',
  }),
  /** The courier lines of several orders; each of them leaves its own row in the audit log. */
  receivers: route<{ body: ReceiversBody; reply: ReceiverLines }>({
    method: 'POST',
    path: '/api/admin/orders/receivers',
    access: 'operator',
    permission: 'order.receiver',
    audit: 'reveal',
    load: 'admin',
    idempotency: 'required',
    owner: 'shop',
  }),
  /** Reveals the whole receiver to make a parcel label; written to the audit log each time. */
  receiver: route<{ params: IdParams; reply: WholeReceiver }>({
    method: 'POST',
    path: '/api/admin/orders/:id/receiver',
    access: 'operator',
    permission: 'order.receiver',
    audit: 'reveal',
    load: 'admin',
    idempotency: 'required',
    owner: 'shop',
  }),
}
