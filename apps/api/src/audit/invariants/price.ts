import type { Rule } from '../invariant.js'
import { shownPriceRule, struckPriceRule } from './shown-price.js'

const PARTS = ['list', 'unit_discount', 'promotion', 'coupon', 'points', 'adjust', 'goods_paid', 'freight', 'payable']

const identity = (table: string): string => `
  select '${table}' as of, id from ${table}
   where list_fen - unit_discount_fen - promotion_fen - coupon_fen - points_fen + adjust_fen <> goods_paid_fen
      or goods_paid_fen + freight_fen <> payable_fen
      or least(list_fen, unit_discount_fen, promotion_fen, coupon_fen, points_fen, goods_paid_fen, freight_fen, payable_fen) < 0`

/** Column of a line → the stages whose shares add up to it. */
const COLUMN_STAGES: Readonly<Record<string, readonly string[]>> = {
  ...{ promotion: ['promotion'], coupon: ['coupon'], points: ['points'], freight: ['freight'] },
  adjust: ['adjustment', 'minimum'],
}

const stageGap = ([column, stages]: [string, readonly string[]]): string => `
  select 'share of ${column}' as of, l.id, l.${column}_fen as stands, coalesce(sum(s.amount_fen), 0) as shares
    from order_lines l left join order_line_shares s on s.line_id = l.id and s.stage in ('${stages.join(`', '`)}')
   group by l.id having l.${column}_fen <> coalesce(sum(s.amount_fen), 0)`

/** Every step a change of price may take, written a second time on purpose, as those of orders are. */
export const PRICE_CHANGE_STEPS: readonly (readonly [step: string, from: string, to: string])[] = [
  ['propose', '', 'proposed'],
  ['change', '', 'in_force'],
  ['approve', 'proposed', 'in_force'],
  ['refuse', 'proposed', 'refused'],
  ['withdraw', 'proposed', 'withdrawn'],
  ['overtake', 'proposed', 'overtaken'],
  ['replace', 'in_force', 'replaced'],
]
const priceSteps = PRICE_CHANGE_STEPS.map((step) => `('${step.join(`', '`)}')`).join(', ')

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
      union all ${Object.entries(COLUMN_STAGES).map(stageGap).join(' union all ')}`,
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
          or (select coalesce(sum(t.amount_fen), 0) from order_terms t where t.order_id = o.id and t.kind <> 'supplement'
                 and not exists (select 1 from order_price_changes c where c.term_before_id = t.id)) <> o.payable_fen`,
  },
  {
    id: 'P7',
    title: 'a change of price that holds is what its order costs, and only changes adjust a line',
    sql: `
      select 'line' as of, l.id, coalesce(sum(s.amount_fen), 0) as stands, coalesce(x.change_fen, 0) as expected from order_lines l
        left join order_line_shares s on s.line_id = l.id and s.stage = 'adjustment'
        left join (select i.line_id, i.change_fen from order_price_change_lines i
                     join order_price_changes c on c.id = i.change_id and c.state = 'in_force') x on x.line_id = l.id
       group by l.id, x.change_fen having coalesce(sum(s.amount_fen), 0) <> coalesce(x.change_fen, 0)
      union all
      select 'order', c.id, o.payable_fen, c.payable_after_fen from order_price_changes c join orders o on o.id = c.order_id
       where c.state = 'in_force' and (o.payable_fen, o.receipt_id) is distinct from (c.payable_after_fen, c.receipt_id)
      union all
      select 'term', c.id, t.amount_fen, c.payable_after_fen from order_price_changes c
        join order_terms t on t.id = c.term_id join order_terms b on b.id = c.term_before_id
       where t.amount_fen <> c.payable_after_fen or b.amount_fen <> c.payable_before_fen or b.state <> 'dropped'
          or t.order_id <> c.order_id or b.order_id <> c.order_id`,
  },
  {
    id: 'P8',
    title:
      'a change of price took the steps of its life, was agreed to where one person may not decide, and waits for no order that is over',
    sql: `
      select e.change_id, e.seq, e.step, e.from_state, e.to_state from (
        select *, lag(to_state) over w as before, lag(seq) over w as previous from order_price_change_steps
        window w as (partition by change_id order by seq)
      ) e
      where e.seq <> coalesce(e.previous, 0) + 1 or e.from_state is distinct from e.before
         or (e.step, coalesce(e.from_state, ''), e.to_state) not in (${priceSteps})
      union all
      select c.id, c.version, 'last', c.state, e.to_state from order_price_changes c
        left join lateral (select seq, to_state from order_price_change_steps where change_id = c.id order by seq desc limit 1) e on true
       where (c.state, c.version) is distinct from (e.to_state, e.seq)
      union all
      select c.id, c.version, 'second', c.state, null from order_price_changes c
       where c.in_force_at is not null and c.needs_second and (c.checker_id is null or c.checker_id = c.maker_id)
      union all
      select c.id, c.version, 'waits', o.state, null from order_price_changes c join orders o on o.id = c.order_id
       where c.state = 'proposed' and o.state not in ('pending_payment', 'closing')`,
  },
  shownPriceRule,
  struckPriceRule,
]
