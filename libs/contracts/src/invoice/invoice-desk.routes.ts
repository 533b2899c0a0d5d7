import type { FileReply, IdParams, Page } from '../primitives.schema.js'
import { route, type RouteFacts } from '../route.js'
import type {
  AdminInvoice,
  AdminInvoiceDetail,
  AdminInvoicesQuery,
  ExportInvoicesBody,
  InvoiceFigures,
  InvoiceNoteBody,
  IssueInvoiceBody,
  RevealedInvoice,
  ReverseInvoiceBody,
} from './invoice.schema.js'
import { DOCUMENT_TYPES, MAX_DOCUMENT_BYTES } from './invoice.terms.js'

const documents = Object.values(DOCUMENT_TYPES)
const desk = { access: 'operator', permission: 'invoice.read', owner: 'shop', load: 'admin' } as const
const look = { ...desk, method: 'GET', idempotency: 'none', audit: 'none' } as const satisfies Partial<RouteFacts>
const act = { ...desk, permission: 'invoice.issue', method: 'POST', idempotency: 'required', audit: 'write' } as const
const step = (name: string) => ({ ...act, path: `/api/admin/invoices/:id/${name}` })

/** Invoices 发票 at the operators' desk: issued at the tax bureau, recorded here, reversed when money goes back. */
export const invoiceDeskRoutes = {
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
  reveal: route<{ params: IdParams; reply: RevealedInvoice }>({ ...step('buyer'), audit: 'reveal' }),
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
