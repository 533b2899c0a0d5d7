import type { Tx } from '../../infra/database/sql.js'

/**
 * Brings the price span that lists sort by up to date with the SKUs of a product: what everybody is offered now, as price
 * history says. No editor's form holds it.
 */
export const refreshPriceSpan = async (tx: Tx, spuId: string): Promise<void> => {
  await tx.execute(
    `update spus s set price_from_fen = span.lowest, price_to_fen = span.highest
       from (
         select coalesce(min(h.effective_fen) filter (where k.on_sale), min(h.effective_fen)) as lowest,
                coalesce(max(h.effective_fen) filter (where k.on_sale), max(h.effective_fen)) as highest
           from skus k join price_history h on h.sku_id = k.id and h.to_at is null
          where k.spu_id = $1 and k.archived_at is null
       ) span
      where s.id = $1 and (s.price_from_fen, s.price_to_fen) is distinct from (span.lowest, span.highest)`,
    [spuId],
  )
}
