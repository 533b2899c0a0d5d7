import type { Tx } from '../../infra/database/sql.js'

/** Brings the price span that lists sort by up to date with the SKUs of a product. No editor's form holds it. */
export const refreshPriceSpan = async (tx: Tx, spuId: string): Promise<void> => {
  await tx.execute(
    `update spus s set price_from_fen = span.lowest, price_to_fen = span.highest
       from (
         select coalesce(min(p.price_fen) filter (where k.on_sale), min(p.price_fen)) as lowest,
                coalesce(max(p.price_fen) filter (where k.on_sale), max(p.price_fen)) as highest
           from skus k join sku_prices p on p.sku_id = k.id and p.list = 'base' and p.min_qty = 1 and upper_inf(p.valid)
          where k.spu_id = $1 and k.archived_at is null
       ) span
      where s.id = $1 and (s.price_from_fen, s.price_to_fen) is distinct from (span.lowest, span.highest)`,
    [spuId],
  )
}
