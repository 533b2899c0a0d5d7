import type { IdParams } from '../primitives.schema.js'
import { route } from '../route.js'
import type { AddressQuote, AddressQuoteQuery, BoughtAgain, ReaddressBody, Voucher } from './order-centre.schema.js'
import type { OrderView } from './order.schema.js'

const read = { method: 'GET', access: 'member', load: 'browse', idempotency: 'none', owner: 'member' } as const
const write = { method: 'POST', access: 'member', load: 'order', idempotency: 'required', owner: 'member' } as const
const put = { ...write, method: 'PUT', idempotency: 'natural' } as const
const remove = { ...put, method: 'DELETE' } as const
type Act = { params: IdParams; reply: OrderView }

/** What a member does with orders of their own beside paying for them. */
export const orderCentreRoutes = {
  /** Out of the member's list, into their recycle bin; the shop keeps it. Only an order that is over. */
  hide: route<Act>({ ...put, path: '/api/shop/orders/:id/hidden' }),
  restore: route<Act>({ ...remove, path: '/api/shop/orders/:id/hidden' }),
  /** 催发货. */
  remind: route<Act>({ ...write, path: '/api/shop/orders/:id/remind' }),
  extendReceipt: route<Act>({ ...write, path: '/api/shop/orders/:id/extend-receipt' }),
  buyAgain: route<{ params: IdParams; reply: BoughtAgain }>({ ...write, path: '/api/shop/orders/:id/buy-again' }),
  quoteAddress: route<{ params: IdParams; query: AddressQuoteQuery; reply: AddressQuote }>({
    ...read,
    path: '/api/shop/orders/:id/address-quote',
  }),
  /** A dearer way opens a supplement, and the address changes when it is paid. */
  readdress: route<{ params: IdParams; body: ReaddressBody; reply: OrderView }>({
    ...write,
    path: '/api/shop/orders/:id/address',
  }),
  /** Gives up a change that waits for its money. */
  keepAddress: route<Act>({ ...remove, path: '/api/shop/orders/:id/address' }),
  voucher: route<{ params: IdParams; reply: Voucher }>({ ...read, path: '/api/shop/orders/:id/voucher' }),
}
