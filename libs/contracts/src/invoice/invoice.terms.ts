/**
 * Where an invoice stands. `issuing`: an operator is at the tax bureau with it, and its amount is fixed. `reversing`: it was
 * issued and has to be reversed in red, because money went back or because it is wrong. `dropped`: nothing is left to invoice.
 */
export const INVOICE_STATES = [
  'requested',
  'issuing',
  'issued',
  'reversing',
  'reversed',
  'refused',
  'withdrawn',
  'dropped',
] as const
export type InvoiceState = (typeof INVOICE_STATES)[number]
export const INVOICE_ACTIONS = [
  'change',
  'withdraw',
  'adjust',
  'drop',
  'take',
  'put_back',
  'refuse',
  'attach',
  'issue',
  'ask_resend',
  'sent',
  'begin_reversal',
  'reverse',
] as const
export type InvoiceAction = (typeof INVOICE_ACTIONS)[number]
/** Who an invoice is made out to. A company has a tax number, a person has none. */
export const TITLE_KINDS = ['personal', 'company'] as const
export type TitleKind = (typeof TITLE_KINDS)[number]
/** Why none can be asked for an order. */
export const INVOICE_HINDRANCES = ['NOT_PAID', 'NOTHING_LEFT', 'TOO_LATE', 'EXISTS'] as const
export type InvoiceHindrance = (typeof INVOICE_HINDRANCES)[number]
/** What is wrong with a tax number. */
export const TAX_NUMBER_FLAWS = ['length', 'form', 'check'] as const
export type TaxNumberFlaw = (typeof TAX_NUMBER_FLAWS)[number]
export const INVOICE_LIMITS = { titles: 20, title: 100, taxNo: 30, email: 120, note: 200, link: 500 } as const
/** From receipt, or from the request where that came later, the shop has this long. */
export const INVOICE_ISSUE_DAYS = 7
/** From receipt a buyer may ask for this long. */
export const INVOICE_ASK_DAYS = 365
/** The message with the invoice is sent again once in this time. */
export const INVOICE_RESEND_MS = 86_400_000
/** A digital invoice has a number of 20 digits; an older electronic one a code of 10 or 12 and a number of 8. */
export const INVOICE_NUMBER_PATTERN = /^(?:\d{18}|\d{20})$/
export const DOCUMENT_TYPES = { pdf: 'application/pdf', ofd: 'application/ofd' } as const
export type DocumentKind = keyof typeof DOCUMENT_TYPES
export const MAX_DOCUMENT_BYTES = 2 * 1024 * 1024
