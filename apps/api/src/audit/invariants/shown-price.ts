import type { Invariant } from '../invariant.js'

/** The lists of a SKU in force when it was priced, `f` its line of the frozen facts and `c` who asked; written a second time on purpose. */
const TIERS = `
  select distinct on (p.list) p."priceFen" as fen,
         case when p.list = 'store:' || (c ->> 'storeId') then 0 when p.list = 'channel:' || (c ->> 'channel') then 1
              when p.list = 'base' then 2 else 3 end as rank
    from jsonb_to_recordset(f.prices) as p (list text, "minQty" int, "priceFen" bigint, "fromAt" bigint, "untilAt" bigint,
                                            limited boolean, alone boolean)
   where p."minQty" <= l.qty and coalesce(p."fromAt" <= (c ->> 'at')::bigint, true)
     and coalesce(p."untilAt" > (c ->> 'at')::bigint, true) and (w.alone or p.alone is not true)
     and (p.list in ('base', 'store:' || (c ->> 'storeId'), 'channel:' || (c ->> 'channel'), 'level:' || (c ->> 'level'))
          or p.list = 'card' and (c ->> 'card')::boolean or p.list = 'new_member' and (c ->> 'newMember')::boolean
          or p.list = 'activity:' || (c -> 'activity' ->> 'code'))
     and (coalesce((c -> 'activity' -> 'stack' ->> 'memberPrice')::boolean, true) or p.list !~ '^(card|new_member|level:)')
   order by p.list, p."minQty" desc, p."priceFen", p.limited`

/** A price that does not go with promotions may have been given up for one: both are looked at. */
const UNITS = `
  select array_agg(least(u.list_fen, u.own_fen)) as fens
    from (values (true), (false)) as w (alone)
    cross join lateral (
      select (array_agg(t.fen order by t.rank) filter (where t.rank < 3))[1] as list_fen,
             min(t.fen) filter (where t.rank = 3) as own_fen
        from (${TIERS}) t) u`

/** What everybody was shown of one piece on lists and on the product's page: the base price. */
const BASE = `
  select p."priceFen" as fen
    from jsonb_to_recordset(f.prices) as p (list text, "minQty" int, "priceFen" bigint, "fromAt" bigint, "untilAt" bigint, limited boolean)
   where p.list = 'base' and p."minQty" = 1 and coalesce(p."fromAt" <= (c ->> 'at')::bigint, true)
     and coalesce(p."untilAt" > (c ->> 'at')::bigint, true)
   order by p."priceFen", p.limited limit 1`

/** Reading the facts takes a moment in which a price may turn: a minute on either side is the same moment. */
const SHOWN = `
  select 1 from price_history h
   where h.sku_id = l.sku_id and h.effective_fen = base.fen
     and h.from_at <= to_timestamp((c ->> 'at')::bigint / 1000.0) + interval '1 minute'
     and coalesce(h.to_at, 'infinity') >= to_timestamp((c ->> 'at')::bigint / 1000.0) - interval '1 minute'`

/** A turn of its prices that was due by then and has not been written yet: the history is about to say so. */
const TURNS = `select 1 from spus s where s.id = l.spu_id and s.price_turns_at <= to_timestamp((c ->> 'at')::bigint / 1000.0)`

/** The columns of an order and the totals of its receipt have the same names, but for the case. */
const TOTALS = ['list', 'unit_discount', 'promotion', 'coupon', 'points', 'adjust', 'goods_paid', 'freight', 'payable']
const keyOf = (name: string): string => `${name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())}Fen`

/**
 * Every order, by its frozen facts: what lists and pages kept of the shown price, what each piece cost, and what the receipt
 * promised are one. Each line is looked at by itself, along the order of the table, so that a million orders need no more memory
 * than one; nothing is sorted but the price lists of one SKU.
 */
export const shownPriceRule: Invariant = {
  id: 'P5',
  title:
    'what lists and pages showed, what the quote promised and what the order says are one price for the same facts',
  sql: `
    select 'receipt' as of, o.id, o.payable_fen as stands, (r.totals ->> 'payableFen')::bigint as expected
      from orders o join price_receipts r on r.id = o.receipt_id
     where ${TOTALS.map((name) => `o.${name}_fen is distinct from (r.totals ->> '${keyOf(name)}')::bigint`).join(' or ')}
    union all
    select of, id, stands, expected from (
      select l.id, l.unit_fen as stands, coalesce(base.fen, -1) as expected,
             case when f.prices is null then 'facts' when l.unit_fen <> all (unit.fens) then 'unit'
                  when not exists (${SHOWN}) and not exists (${TURNS}) then 'shown' end as of
        from orders o join price_receipts r on r.id = o.receipt_id
        join order_lines l on l.order_id = o.id and l.role = 'main'
        cross join lateral (select r.facts -> 'context' as c) context
        left join lateral (
          select x.prices from jsonb_to_recordset(r.facts -> 'lines') as x ("skuId" uuid, prices jsonb)
           where x."skuId" = l.sku_id limit 1) f on true
        left join lateral (${UNITS}) unit on true
        left join lateral (${BASE}) base on true) looked
     where of is not null`,
}

/**
 * A struck price is the lowest that history knows of the seven days before, worked out each time it is shown. What could make one
 * too high is a history that left something out: it has no holes, begins with the SKU's first price, and where a SKU has had one
 * base price for good, its last word is that price.
 */
export const struckPriceRule: Invariant = {
  id: 'P6',
  title: 'a struck price obeys the seven-day rule, for the history it is taken from is whole',
  sql: `
    select 'hole' as of, sku_id, effective_fen as said, to_at, next from (
      select sku_id, effective_fen, to_at, lead(from_at) over (partition by sku_id order by from_at, to_at nulls last) as next
        from price_history) h
     where to_at is distinct from next
    union all
    select 'nothing', k.id, null, null, null from skus k
     where not exists (select 1 from price_history h where h.sku_id = k.id)
    union all
    select 'now', p.sku_id, h.effective_fen, null, null
      from sku_prices p join price_history h on h.sku_id = p.sku_id and h.to_at is null
     where p.list = 'base' and p.min_qty = 1 and lower_inf(p.valid) and upper_inf(p.valid) and h.effective_fen <> p.price_fen
       and not exists (select 1 from sku_prices q
                        where q.sku_id = p.sku_id and q.list = 'base' and q.min_qty = 1 and q.id <> p.id)`,
}
