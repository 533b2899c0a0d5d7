import type { Done, FileReply, IdParams, Page, PageQuery } from '../primitives.schema.js'
import { route, type RouteFacts } from '../route.js'
import type {
  AdminInvoice,
  AdminInvoiceDetail,
  AdminInvoicesQuery,
  AskInvoiceBody,
  ChangeInvoiceBody,
  ExportInvoicesBody,
  InvoiceFigures,
  InvoiceNoteBody,
  IssueInvoiceBody,
  OrderInvoices,
  OwnInvoice,
  ResendInvoiceBody,
  ReverseInvoiceBody,
  TitleBody,
  TitleView,
  WholeBuyer,
} from './invoice.schema.js'
import { DOCUMENT_TYPES, MAX_DOCUMENT_BYTES } from './invoice.terms.js'

const documents = Object.values(DOCUMENT_TYPES)
const read = { access: 'member', method: 'GET', load: 'browse', idempotency: 'none' } as const
const write = { access: 'member', method: 'POST', load: 'order', idempotency: 'required', limit: 'invoice' } as const
const replace = { ...write, method: 'PUT', idempotency: 'natural' } as const
const desk = { access: 'operator', permission: 'invoice.read', owner: 'shop', load: 'admin' } as const
const look = { ...desk, method: 'GET', idempotency: 'none', audit: 'none' } as const satisfies Partial<RouteFacts>
const act = { ...desk, permission: 'invoice.issue', method: 'POST', idempotency: 'required', audit: 'write' } as const
const step = (name: string) => ({ ...act, path: `/api/admin/invoices/:id/${name}` })

/** Invoices 发票: buyers ask, operators issue them at the tax bureau, and what goes back reverses them. */
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

  list: route<{ query: AdminInvoicesQuery; reply: Page<AdminInvoice> }>({ ...look, path: '/api/admin/invoices' }),
  figures: route<{ reply: InvoiceFigures }>({ ...look, path: '/api/admin/invoices/figures' }),
  detail: route<{ params: IdParams; reply: AdminInvoiceDetail }>({ ...look, path: '/api/admin/invoices/:id' }),
  take: route<{ params: IdParams; reply: AdminInvoiceDetail }>(step('take')),
  putBack: route<{ params: IdParams; reply: AdminInvoiceDetail }>(step('put-back')),
  refuse: route<{ params: IdParams; body: InvoiceNoteBody; reply: AdminInvoiceDetail }>(step('refuse')),
  /** The file as the tax bureau made it; sent again it takes the place of the one before. */
  attach: route<{ params: IdParams; reply: AdminInvoiceDetail }>({
    ...step('document'),
    load: 'upload',
    idempotency: 'none',
    upload: { types: documents, maxBytes: MAX_DOCUMENT_BYTES },
    limit: 'upload',
  }),
  issue: route<{ params: IdParams; body: IssueInvoiceBody; reply: AdminInvoiceDetail }>(step('issue')),
  sent: route<{ params: IdParams; reply: AdminInvoiceDetail }>(step('sent')),
  beginReversal: route<{ params: IdParams; body: InvoiceNoteBody; reply: AdminInvoiceDetail }>(step('begin-reversal')),
  reverse: route<{ params: IdParams; body: ReverseInvoiceBody; reply: AdminInvoiceDetail }>(step('reverse')),
  reveal: route<{ params: IdParams; reply: WholeBuyer }>({ ...step('buyer'), audit: 'reveal' }),
  /** The document for an operator: it tells of a person, so looking at it leaves a row. */
  copyOut: route<{ params: IdParams; reply: FileReply }>({
    ...step('document-copy'),
    audit: 'reveal',
    download: { types: documents },
  }),
  exported: route<{ body: ExportInvoicesBody; reply: FileReply }>({
    ...act,
    permission: 'invoice.read',
    path: '/api/admin/invoices/export',
    audit: 'reveal',
    load: 'export',
    download: { types: ['text/csv'] },
  }),
}
