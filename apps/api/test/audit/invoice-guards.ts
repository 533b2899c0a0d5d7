import { copyOf } from '../support/broken-for-a-moment.js'

const NEW = 'gen_random_uuid()'
const ASKED = `seq = 1`
const TITLE = `is_default`

/** A statement that only this guard of the invoices' tables refuses. */
export const INVOICE_VIOLATIONS: Readonly<Record<string, string>> = {
  invoice_title_books_titles_range: `update invoice_title_books set titles = 21`,
  invoice_titles_once: copyOf('invoice_titles', { id: NEW, is_default: 'false' }, TITLE),
  invoice_titles_one_default: copyOf('invoice_titles', { id: NEW, holder_bidx: `'\\x00'` }, TITLE),
  invoices_kind_known: `update invoices set kind = 'state'`,
  invoices_state_known: `update invoices set state = 'lost' where state = 'requested'`,
  invoices_version_positive: `update invoices set version = 0`,
  invoices_amount_positive: `update invoices set amount_fen = 0`,
  invoices_replaced_once: copyOf('invoices', { id: NEW, state: `'withdrawn'` }, 'replaces_id is not null'),
  invoices_document_whole: `update invoices set document_key = 'x', document_type = null`,
  invoices_link_sealed: `update invoices set link_enc = 'https://x'`,
  invoices_issued_documented: `update invoices set document_key = null, document_type = null, link_enc = null where state = 'issued'`,
  invoices_live_once: copyOf('invoices', { id: NEW, replaces_id: 'null' }, `state = 'issued'`),
  invoice_numbers_pkey: copyOf(
    'invoice_numbers',
    { colour: `'red'` },
    `colour = 'blue'
    and not exists (select 1 from invoice_numbers r where r.invoice_id = t.invoice_id and r.colour = 'red')`,
  ),
  invoice_numbers_form: copyOf('invoice_numbers', {
    number: `'1'`,
    invoice_id: `(select id from invoices where state = 'requested' limit 1)`,
  }),
  invoice_numbers_colour_known: copyOf('invoice_numbers', { number: `'99999999999999999999'`, colour: `'green'` }),
  invoice_numbers_one_a_colour: copyOf('invoice_numbers', { number: `'99999999999999999999'` }),
  invoice_events_seq_positive: copyOf('invoice_events', { seq: '-1', from_state: `'issued'` }, ASKED),
  invoice_events_actor_known: copyOf('invoice_events', { seq: '99', from_state: `'issued'`, actor_kind: `'x'` }, ASKED),
  invoice_events_first_is_asked: copyOf('invoice_events', { seq: '99' }, ASKED),
}

export const INVOICE_TABLES = [
  ...['invoice_title_books', 'invoice_titles', 'invoices', 'invoice_numbers', 'invoice_events'],
]
