import type { InvoiceDocument } from '@jishi/contracts/invoice/invoice.schema'
import { INVOICE_RESEND_MS, type InvoiceState, type TitleKind } from '@jishi/contracts/invoice/invoice.terms'
import { addMs, isoOf, type Instant } from '@jishi/kernel/time'
import type { InvoiceFacts } from './domain/invoice-life.js'

interface Numbered {
  readonly number: string
  readonly issuedOn: string
}

export interface InvoiceRow {
  readonly id: string
  readonly orderId: string
  readonly orderNo: string
  readonly memberId: string
  readonly kind: TitleKind
  readonly buyerEnc: string
  readonly state: InvoiceState
  readonly version: number
  readonly amountFen: number
  readonly dueAt: Instant | null
  readonly documentKey: string | null
  readonly documentType: 'pdf' | 'ofd' | null
  /** Where the tax bureau shows it, sealed: whoever has the address sees it. */
  readonly linkEnc: string | null
  readonly resendAskedAt: Instant | null
  readonly resentAt: Instant | null
  readonly replacesId: string | null
  readonly createdAt: Instant
  readonly blue: Numbered | null
  readonly red: Numbered | null
  readonly refusalEnc: string | null
}

const numberOf = (colour: 'blue' | 'red'): string =>
  `(select jsonb_build_object('number', n.number, 'issuedOn', n.issued_on) from invoice_numbers n
     where n.invoice_id = i.id and n.colour = '${colour}') as ${colour}`

export const INVOICE = `
  select i.id, i.order_id as "orderId", i.order_no as "orderNo", i.member_id as "memberId", i.kind, i.buyer_enc as "buyerEnc",
         i.state, i.version, i.amount_fen as "amountFen", i.due_at as "dueAt", i.document_key as "documentKey",
         i.document_type as "documentType", i.link_enc as "linkEnc", i.resend_asked_at as "resendAskedAt", i.resent_at as "resentAt",
         i.replaces_id as "replacesId", i.created_at as "createdAt", ${numberOf('blue')}, ${numberOf('red')},
         (select e.note_enc from invoice_events e where e.invoice_id = i.id and e.action = 'refuse') as "refusalEnc"
    from invoices i`

/** Somebody asked for the message again and nobody has sent it since. */
export const RESEND_WAITS = `i.state = 'issued' and i.resend_asked_at is not null
  and (i.resent_at is null or i.resent_at < i.resend_asked_at)`

/** What its next step depends on, as far as the row itself tells: nothing is due before the goods were received. */
export const factsOf = (row: InvoiceRow, now: Instant): InvoiceFacts => ({
  received: row.dueAt !== null,
  left: true,
  documented: row.documentKey !== null || row.linkEnc !== null,
  resendAsked: row.resendAskedAt !== null && (row.resentAt === null || row.resentAt < row.resendAskedAt),
  resentLately: row.resendAskedAt !== null && addMs(row.resendAskedAt, INVOICE_RESEND_MS) > now,
})

export const timeOrNull = (at: Instant | null): string | null => (at === null ? null : isoOf(at))

const documentOf = (
  { documentKey, documentType, linkEnc, blue }: InvoiceRow,
  link: string | null,
): InvoiceDocument | null =>
  blue === null || (documentKey === null && linkEnc === null) ? null : { type: documentType, link }

/** What everybody who may see an invoice sees alike; the address of its document only who is given it. */
export const sharedView = (row: InvoiceRow, link: string | null) => ({
  id: row.id,
  orderId: row.orderId,
  orderNo: row.orderNo,
  state: row.state,
  kind: row.kind,
  amountFen: row.amountFen,
  blue: row.blue,
  red: row.red,
  document: documentOf(row, link),
  createdAt: isoOf(row.createdAt),
  dueAt: timeOrNull(row.dueAt),
  replacesId: row.replacesId,
  resendAskedAt: timeOrNull(row.resendAskedAt),
})
