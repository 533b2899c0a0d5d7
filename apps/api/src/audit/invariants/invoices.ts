import { unheard, type Rule } from '../invariant.js'

const LEFT = `(select coalesce(sum(t.amount_fen), 0) from order_terms t where t.order_id = o.id and t.state = 'paid') - o.refunded_fen`
const BACK_UNHEARD = unheard('order.gave_back', 'orderId', 'i.order_id::text')

/** What is asked for or issued, and not yet to be reversed. One that is at the tax bureau is followed once it is recorded. */
export const invoiceRules: readonly Rule[] = [
  {
    id: 'R5',
    title: 'what is invoiced of an order is within what was paid and has not gone back',
    sql: `
      select i.id, i.order_no, i.state, i.amount_fen, ${LEFT} as "left" from invoices i join orders o on o.id = i.order_id
       where i.state in ('requested', 'issued') and i.amount_fen > ${LEFT} and not ${BACK_UNHEARD}`,
  },
  {
    id: 'D1',
    title: 'an invoice is of an order of its member, and is issued only once that was received or has ended',
    sql: `
      select i.id, i.order_no, i.state from invoices i left join orders o on o.id = i.order_id and o.member_id = i.member_id
       and o.order_no = i.order_no
       where o.id is null or (i.state in ('issuing', 'issued', 'reversing', 'reversed') and o.completed_at is null and o.state <> 'refunded')`,
  },
  {
    id: 'D2',
    title: 'an invoice stands where its history ends, and its history has no gap',
    sql: `
      select i.id, i.state, i.version, count(e.seq) as steps from invoices i left join invoice_events e on e.invoice_id = i.id
       group by i.id
      having count(e.seq) <> i.version or max(e.seq) <> i.version
          or (array_agg(e.to_state order by e.seq desc))[1] <> i.state
          or (array_agg(e.amount_fen order by e.seq desc))[1] <> i.amount_fen`,
  },
  {
    id: 'D3',
    title: 'what was issued has a number, what was reversed a red one too, and nothing else has any',
    sql: `
      select i.id, i.state, count(b.number) as blue, count(r.number) as red from invoices i
        left join invoice_numbers b on b.invoice_id = i.id and b.colour = 'blue'
        left join invoice_numbers r on r.invoice_id = i.id and r.colour = 'red'
       group by i.id
      having (count(b.number) > 0) <> (i.state in ('issued', 'reversing', 'reversed'))
          or (count(r.number) > 0) <> (i.state = 'reversed')
          or max(r.issued_on) < max(b.issued_on)`,
  },
  {
    id: 'D4',
    title: 'what takes the place of another comes after one that was reversed',
    sql: `
      select n.id, n.order_no, i.state from invoices n join invoices i on i.id = n.replaces_id
       where i.state <> 'reversed' or i.order_id <> n.order_id or n.created_at < i.created_at`,
  },
  {
    id: 'D5',
    title: 'as many titles as the member is counted to have, one of them the default',
    sql: `
      select b.member_id, b.titles, count(t.id) as kept, count(t.id) filter (where t.is_default) as defaults
        from invoice_title_books b left join invoice_titles t on t.member_id = b.member_id group by b.member_id
      having count(t.id) <> b.titles or (count(t.id) > 0) <> (count(t.id) filter (where t.is_default) = 1)`,
  },
  {
    id: 'D6',
    title: 'an order has one invoice that lives at most',
    sql: `
      select order_id, count(*) as live from invoices where state in ('requested', 'issuing', 'issued', 'reversing')
       group by order_id having count(*) > 1`,
  },
]
