import type { Done, FileReply, IdParams, Page, PageQuery } from '../primitives.schema.js'
import { route } from '../route.js'
import type {
  AskInvoiceBody,
  ChangeInvoiceBody,
  OrderInvoices,
  OwnInvoice,
  ResendInvoiceBody,
  TitleBody,
  TitleView,
} from './invoice.schema.js'
import { DOCUMENT_TYPES } from './invoice.terms.js'

const documents = Object.values(DOCUMENT_TYPES)
const read = { access: 'member', method: 'GET', load: 'browse', idempotency: 'none' } as const
const write = { access: 'member', method: 'POST', load: 'order', idempotency: 'required', limit: 'invoice' } as const
const replace = { ...write, method: 'PUT', idempotency: 'natural' } as const

/** Invoices 发票 as buyers ask for them. The operators' routes stand apart, so that no shopper has to load them. */
export const invoiceRoutes = {
  titles: route<{ reply: Page<TitleView> }>({ ...read, owner: 'none', path: '/api/shop/invoice-titles' }),
  addTitle: route<{ body: TitleBody; reply: TitleView }>({ ...write, owner: 'none', path: '/api/shop/invoice-titles' }),
  changeTitle: route<{ params: IdParams; body: TitleBody; reply: TitleView }>({
    ...replace,
    owner: 'member',
    path: '/api/shop/invoice-titles/:id',
  }),
  removeTitle: route<{ params: IdParams; reply: Done }>({
    ...replace,
    method: 'DELETE',
    owner: 'member',
    path: '/api/shop/invoice-titles/:id',
  }),
  ofOrder: route<{ params: IdParams; reply: OrderInvoices }>({
    ...read,
    owner: 'member',
    path: '/api/shop/orders/:id/invoices',
  }),
  mine: route<{ query: PageQuery; reply: Page<OwnInvoice> }>({ ...read, owner: 'none', path: '/api/shop/invoices' }),
  one: route<{ params: IdParams; reply: OwnInvoice }>({ ...read, owner: 'member', path: '/api/shop/invoices/:id' }),
  ask: route<{ body: AskInvoiceBody; reply: OwnInvoice }>({ ...write, owner: 'none', path: '/api/shop/invoices' }),
  /** Until an operator takes it, it can be made out to somebody else. */
  change: route<{ params: IdParams; body: ChangeInvoiceBody; reply: OwnInvoice }>({
    ...replace,
    owner: 'member',
    path: '/api/shop/invoices/:id',
  }),
  withdraw: route<{ params: IdParams; reply: OwnInvoice }>({
    ...write,
    owner: 'member',
    path: '/api/shop/invoices/:id/withdraw',
  }),
  resend: route<{ params: IdParams; body: ResendInvoiceBody; reply: OwnInvoice }>({
    ...write,
    owner: 'member',
    path: '/api/shop/invoices/:id/resend',
  }),
  document: route<{ params: IdParams; reply: FileReply }>({
    ...read,
    owner: 'member',
    path: '/api/shop/invoices/:id/document',
    download: { types: documents },
  }),
}
