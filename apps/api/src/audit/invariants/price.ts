import type { Rule } from '../invariant.js'

const PARTS = ['list', 'unit_discount', 'promotion', 'coupon', 'points', 'adjust', 'goods_paid', 'freight', 'payable']

const identity = (table: string): string => `
  select '${table}' as of, id from ${table}
   where list_fen - unit_discount_fen - promotion_fen - coupon_fen - points_fen + adjust_fen <> goods_paid_fen
      or goods_paid_fen + freight_fen <> payable_fen
      or least(list_fen, unit_discount_fen, promotion_fen, coupon_fen, points_fen, goods_paid_fen, freight_fen, payable_fen) < 0`

/** Stage of a share → the column of the line it adds up to. */
const STAGE_COLUMNS = { promotion: 'promotion', coupon: 'coupon', points: 'points', freight: 'freight' }

const stageGap = ([stage, column]: [string, string]): string => `
  select 'share of ${stage}' as of, l.id, l.${column}_fen as stands, coalesce(sum(s.amount_fen), 0) as shares
    from order_lines l left join order_line_shares s on s.line_id = l.id and s.stage = '${stage}'
   group by l.id having l.${column}_fen <> coalesce(sum(s.amount_fen), 0)`

export const priceRules: readonly Rule[] = [
  {
    id: 'P1',
    title: 'an order: list − discounts ± adjustment = goods paid; + freight = payable; no part below zero',
    sql: identity('orders'),
  },
  {
    id: 'P2',
    title: 'each total is the sum of its lines, and each line the sum of its shares by rule',
    sql: `
      select 'total' as of, o.id, o.payable_fen as stands, sum(l.payable_fen) as shares
        from orders o join order_lines l on l.order_id = o.id group by o.id
      having ${PARTS.map((part) => `o.${part}_fen <> sum(l.${part}_fen)`).join(' or ')} or o.qty <> sum(l.qty)
      union all ${Object.entries(STAGE_COLUMNS).map(stageGap).join(' union all ')}`,
  },
  {
    id: 'P3',
    title: 'a line: the same identity, a positive quantity, list = unit price × quantity',
    sql: `${identity('order_lines')} union all select 'qty', id from order_lines where qty <= 0 or unit_fen * qty <> list_fen - unit_discount_fen`,
  },
  {
    id: 'P4',
    title: 'an order has a line, a term, a receipt',
    sql: `
      select o.id from orders o
       where not exists (select 1 from order_lines l where l.order_id = o.id)
          or not exists (select 1 from order_terms t where t.order_id = o.id)
          or (select coalesce(sum(t.amount_fen), 0) from order_terms t where t.order_id = o.id and t.kind <> 'supplement') <> o.payable_fen`,
  },
  {
    id: 'P5',
    title: 'list, page, cart and quote show one price',
    why: 'one pure function prices them all; its tests compare them, tables do not keep what was shown',
  },
  { id: 'P6', title: 'a struck price obeys the seven-day rule', why: 'no struck price is shown yet' },
]
