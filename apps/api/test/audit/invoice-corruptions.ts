import type { Corruption } from './corruption.js'

const NEW = 'gen_random_uuid()'
const ISSUED = `state = 'issued'`

/** What is done to the invoices of a sound shop. */
export const INVOICE_CORRUPTIONS: Record<string, Corruption[]> = {
  R5: [
    {
      what: 'more is invoiced than was paid',
      sql: `update invoices set amount_fen = amount_fen + 100000 where ${ISSUED}`,
    },
    {
      what: 'money went back and nothing followed',
      sql: `update invoices set state = 'issued' where state = 'reversing'`,
    },
  ],
  D1: [
    { what: 'it is somebody else’s', sql: `update invoices set member_id = ${NEW}` },
    { what: 'it is of no order', sql: `update invoices set order_id = ${NEW}` },
    {
      what: 'it is issued and nothing was received',
      sql: `update orders set completed_at = null where id in (select order_id from invoices where ${ISSUED})`,
    },
  ],
  D2: [
    { what: 'a step is lost', sql: `delete from invoice_events where seq = 1` },
    { what: 'it stands elsewhere', sql: `update invoices set state = 'refused' where state = 'requested'` },
    {
      what: 'its amount changed by itself',
      sql: `update invoices set amount_fen = amount_fen - 1 where amount_fen > 1`,
    },
  ],
  D3: [
    { what: 'a number is lost', sql: `delete from invoice_numbers where colour = 'blue'` },
    { what: 'a red number is lost', sql: `delete from invoice_numbers where colour = 'red'` },
    {
      what: 'it was reversed before it was issued',
      sql: `update invoice_numbers set issued_on = '2000-01-01' where colour = 'red'`,
    },
  ],
  D4: [
    {
      what: 'the one before was not reversed',
      sql: `update invoices set state = 'refused' where id in (select replaces_id from invoices)`,
    },
  ],
  D5: [
    { what: 'a title is counted twice', sql: `update invoice_title_books set titles = titles + 1` },
    { what: 'none leads', sql: `update invoice_titles set is_default = false` },
  ],
  D6: [
    {
      what: 'two live beside each other',
      without: ['invoices_live_once'],
      sql: `update invoices set state = 'issued' where state = 'reversed'`,
    },
  ],
}
