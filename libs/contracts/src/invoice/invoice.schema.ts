import { z } from 'zod'
import { endpoint } from '../endpoint.js'
import { at, done, fen, fileReply, idParams, page, pageQuery, uuid } from '../primitives.schema.js'
import { invoiceDeskRoutes } from './invoice-desk.routes.js'
import { invoiceRoutes } from './invoice.routes.js'
import {
  INVOICE_ACTIONS,
  INVOICE_HINDRANCES,
  INVOICE_LIMITS,
  INVOICE_NUMBER_PATTERN,
  INVOICE_STATES,
  TITLE_KINDS,
} from './invoice.terms.js'

/** What stands on a form in one line: nothing invisible, nothing that breaks it. */
const line = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .regex(/^[^\p{C}\u2028\u2029]+$/u)

const title = line(INVOICE_LIMITS.title)
/** How a tax number is built is checked where it is kept; here only its length. */
const taxNo = z.string().trim().min(1).max(INVOICE_LIMITS.taxNo)
const email = z.email().max(INVOICE_LIMITS.email)

const person = z.strictObject({ kind: z.literal('personal'), title })
const company = z.strictObject({ kind: z.literal('company'), title, taxNo })

/** Who an invoice is made out to. */
export const titleHolder = z.discriminatedUnion('kind', [person, company])
export type TitleHolder = z.infer<typeof titleHolder>
export const titleBody = z.strictObject({ holder: titleHolder, isDefault: z.boolean() })
export type TitleBody = z.infer<typeof titleBody>
export const titleView = z.object({ id: uuid, holder: titleHolder, isDefault: z.boolean() })
export type TitleView = z.infer<typeof titleView>

const buyer = { holder: titleHolder, email }
export const askInvoiceBody = z.strictObject({ orderId: uuid, ...buyer })
export type AskInvoiceBody = z.infer<typeof askInvoiceBody>
export const changeInvoiceBody = z.strictObject(buyer)
export type ChangeInvoiceBody = z.infer<typeof changeInvoiceBody>
export const resendInvoiceBody = z.strictObject({ email })
export type ResendInvoiceBody = z.infer<typeof resendInvoiceBody>

const state = z.enum(INVOICE_STATES)
const numbered = z.object({ number: z.string(), issuedOn: z.iso.date() })
/** Where the document is: with the shop, to be downloaded, or at an address of the tax bureau. */
const document = z.object({ type: z.enum(['pdf', 'ofd']).nullable(), link: z.string().nullable() })
export type InvoiceDocument = z.infer<typeof document>

const facts = {
  id: uuid,
  orderId: uuid,
  orderNo: z.string(),
  state,
  kind: z.enum(TITLE_KINDS),
  amountFen: fen,
  blue: numbered.nullable(),
  red: numbered.nullable(),
  document: document.nullable(),
  createdAt: at,
  /** Until when the shop means to have issued it; null while the goods are on their way. */
  dueAt: at.nullable(),
  /** The reversed one whose place it takes. */
  replacesId: uuid.nullable(),
}

/** An invoice as the member it belongs to sees it. */
export const ownInvoice = z.object({
  ...facts,
  holder: titleHolder,
  email: z.string(),
  /** Why it was refused. */
  refusal: z.string().nullable(),
  resendAskedAt: at.nullable(),
  allowedActions: z.array(z.enum(INVOICE_ACTIONS)),
})
export type OwnInvoice = z.infer<typeof ownInvoice>

/** The invoices of one order, the newest first, and whether another may be asked for. */
export const orderInvoices = z.object({
  orderNo: z.string(),
  /** What an invoice asked for now would be made out for. */
  amountFen: fen,
  hindrance: z.enum(INVOICE_HINDRANCES).nullable(),
  items: z.array(ownInvoice),
})
export type OrderInvoices = z.infer<typeof orderInvoices>

/** An invoice as operators see it: a person's name, tax number and mail address are masked. */
export const adminInvoice = z.object({
  ...facts,
  titleMasked: z.string(),
  taxNoMasked: z.string().nullable(),
  emailMasked: z.string(),
  /** What lies in the store for it, also before it is issued. */
  documentType: z.enum(['pdf', 'ofd']).nullable(),
  /** It has an address at the tax bureau, which is shown with the whole buyer, not here: `document.link` is null. */
  linked: z.boolean(),
  overdue: z.boolean(),
  resendAskedAt: at.nullable(),
  resentAt: at.nullable(),
  allowedActions: z.array(z.enum(INVOICE_ACTIONS)),
})
export type AdminInvoice = z.infer<typeof adminInvoice>
export const invoiceStep = z.object({
  action: z.enum([...INVOICE_ACTIONS, 'ask', 'reissue']),
  actor: z.enum(['member', 'operator', 'system']),
  operatorName: z.string().nullable(),
  state,
  amountFen: fen,
  note: z.string(),
  at,
})
export const invoicedLine = z.object({ title: z.string(), skuLabel: z.string(), qty: z.int(), amountFen: fen })
export const adminInvoiceDetail = z.object({
  ...adminInvoice.shape,
  /** What the buyer has kept of the order, by the SKU they have now; with freight and exchanges it is what is left. */
  lines: z.array(invoicedLine),
  /** Also what was paid later for a dearer way. */
  freightFen: fen,
  /** Paid for dearer goods in exchanges. */
  exchangeFen: fen,
  /** What was paid and has not gone back, as it is now. */
  leftFen: fen,
  steps: z.array(invoiceStep),
})
export type AdminInvoiceDetail = z.infer<typeof adminInvoiceDetail>

const filters = {
  state: state.optional(),
  kind: z.enum(TITLE_KINDS).optional(),
  orderNo: z
    .string()
    .trim()
    .regex(/^[0-9A-Za-z]{1,32}$/)
    .optional(),
  number: z.string().trim().regex(/^\d+$/).max(20).optional(),
  overdue: z.enum(['true']).optional(),
  /** Only those that can be issued now: asked for, and their goods received. */
  toIssue: z.enum(['true']).optional(),
  /** Only those whose buyer asked for another message. */
  resend: z.enum(['true']).optional(),
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
}
export const adminInvoicesQuery = z.strictObject({ ...pageQuery, ...filters })
export type AdminInvoicesQuery = z.infer<typeof adminInvoicesQuery>
export const exportInvoicesBody = z.strictObject(filters)
export type ExportInvoicesBody = z.infer<typeof exportInvoicesBody>

/** What waits for an operator. */
export const invoiceFigures = z.object({
  toIssue: z.int(),
  issuing: z.int(),
  overdue: z.int(),
  toReverse: z.int(),
  toResend: z.int(),
})
export type InvoiceFigures = z.infer<typeof invoiceFigures>

/** The whole of who an invoice is made out to, for whoever types it at the tax bureau. */
export const wholeBuyer = z.object({ holder: titleHolder, email: z.string() })
export type WholeBuyer = z.infer<typeof wholeBuyer>
/** With the address of its document, which tells as much as the document itself. */
export const revealedInvoice = z.object({ ...wholeBuyer.shape, link: z.string().nullable() })
export type RevealedInvoice = z.infer<typeof revealedInvoice>

const number = z.string().trim().regex(INVOICE_NUMBER_PATTERN)
const link = z
  .url({ protocol: /^https$/ })
  .max(INVOICE_LIMITS.link)
  .nullable()
export const issueInvoiceBody = z.strictObject({ number, issuedOn: z.iso.date(), link })
export type IssueInvoiceBody = z.infer<typeof issueInvoiceBody>
export const reverseInvoiceBody = z.strictObject({ number, issuedOn: z.iso.date() })
export type ReverseInvoiceBody = z.infer<typeof reverseInvoiceBody>
export const invoiceNoteBody = z.strictObject({ note: line(INVOICE_LIMITS.note) })
export type InvoiceNoteBody = z.infer<typeof invoiceNoteBody>

const list = z.strictObject(pageQuery)
const own = { params: idParams, reply: ownInvoice }
const desk = { params: idParams, reply: adminInvoiceDetail }

export const invoiceEndpoints = {
  titles: endpoint(invoiceRoutes.titles, { reply: z.object({ items: z.array(titleView), nextCursor: z.null() }) }),
  addTitle: endpoint(invoiceRoutes.addTitle, { body: titleBody, reply: titleView }),
  changeTitle: endpoint(invoiceRoutes.changeTitle, { params: idParams, body: titleBody, reply: titleView }),
  removeTitle: endpoint(invoiceRoutes.removeTitle, { params: idParams, reply: done }),
  ofOrder: endpoint(invoiceRoutes.ofOrder, { params: idParams, reply: orderInvoices }),
  mine: endpoint(invoiceRoutes.mine, { query: list, reply: page(ownInvoice) }),
  one: endpoint(invoiceRoutes.one, own),
  ask: endpoint(invoiceRoutes.ask, { body: askInvoiceBody, reply: ownInvoice }),
  change: endpoint(invoiceRoutes.change, { ...own, body: changeInvoiceBody }),
  withdraw: endpoint(invoiceRoutes.withdraw, own),
  resend: endpoint(invoiceRoutes.resend, { ...own, body: resendInvoiceBody }),
  document: endpoint(invoiceRoutes.document, { params: idParams, reply: fileReply }),
}

export const invoiceDeskEndpoints = {
  list: endpoint(invoiceDeskRoutes.list, { query: adminInvoicesQuery, reply: page(adminInvoice) }),
  figures: endpoint(invoiceDeskRoutes.figures, { reply: invoiceFigures }),
  detail: endpoint(invoiceDeskRoutes.detail, desk),
  take: endpoint(invoiceDeskRoutes.take, desk),
  putBack: endpoint(invoiceDeskRoutes.putBack, desk),
  refuse: endpoint(invoiceDeskRoutes.refuse, { ...desk, body: invoiceNoteBody }),
  attach: endpoint(invoiceDeskRoutes.attach, desk),
  issue: endpoint(invoiceDeskRoutes.issue, { ...desk, body: issueInvoiceBody }),
  sent: endpoint(invoiceDeskRoutes.sent, desk),
  beginReversal: endpoint(invoiceDeskRoutes.beginReversal, { ...desk, body: invoiceNoteBody }),
  reverse: endpoint(invoiceDeskRoutes.reverse, { ...desk, body: reverseInvoiceBody }),
  reveal: endpoint(invoiceDeskRoutes.reveal, { params: idParams, reply: revealedInvoice }),
  copyOut: endpoint(invoiceDeskRoutes.copyOut, { params: idParams, reply: fileReply }),
  exported: endpoint(invoiceDeskRoutes.exported, { body: exportInvoicesBody, reply: fileReply }),
}
