/** The row without an end of everybody's price of one piece: what it costs apart from all days. `k` is the SKU. */
export const BASE_PRICE = `join sku_prices p on p.sku_id = k.id and p.list = 'base' and p.min_qty = 1
      and not p.limited and upper_inf(p.valid)`

/** Rows of a SKU's prices that may still be priced with at `at`, whose clock may be a moment off. The suggested price never is. */
export const stillOf = (row: string, at: string): string =>
  `${row}.list <> 'market' and (upper_inf(${row}.valid) or upper(${row}.valid) > ${at} - interval '1 minute')`

const ms = (moment: string): string => `(extract(epoch from ${moment}) * 1000)::bigint`

/**
 * What `pricing` must know of the SKU `k` as members of a JSON object: its lists as far as they are not over at `at` (what
 * begins later and what has just ended come along: the resolver looks at its own clock, which may be a moment off), and what everybody was offered, where a price for some days
 * makes that a question.
 */
export const priceFacts = (at: string): string => `
  'prices', (
    select coalesce(jsonb_agg(jsonb_build_object('list', q.list, 'minQty', q.min_qty, 'priceFen', q.price_fen,
             'fromAt', ${ms('lower(q.valid)')}, 'untilAt', ${ms('upper(q.valid)')}, 'limited', q.limited, 'alone', q.alone)
             order by q.list, q.min_qty, lower(q.valid) nulls first), '[]')
      from sku_prices q
     where q.sku_id = k.id and ${stillOf('q', at)}),
  'offered', (
    select jsonb_build_object('presentFen', h.effective_fen, 'lowestBeforeFen', (
             select min(b.effective_fen) from price_history b
              where b.sku_id = k.id and b.to_at <= h.from_at and b.to_at > b.from_at
                and b.to_at > h.from_at - interval '7 days'))
      from sku_prices w join price_history h on h.sku_id = w.sku_id and h.to_at is null
     where w.sku_id = k.id and w.limited and w.list = 'base' and w.min_qty = 1 and w.valid @> ${at})`

/** A category `c` with all those above it, from the root down. */
export const PATH_IDS = `to_jsonb(string_to_array(trim(both '/' from c.path), '/'))`
