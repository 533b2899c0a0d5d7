import type { Fen } from '@jishi/kernel/money'
import type { Sql } from '../../../infra/database/sql.js'
import type { KeptPrice } from '../domain/price-spans.js'

/** One row of `sku_prices`, its days in milliseconds. */
export interface PriceRowKept extends KeptPrice {
  readonly id: string
  readonly skuId: string
  readonly list: string
  readonly minQty: number
  readonly priceFen: Fen
}

/** Everything kept for the SKUs of a product, archived ones as well: they come back with their prices. */
export const keptRows = (reader: Sql, spuId: string): Promise<PriceRowKept[]> =>
  reader.rows<PriceRowKept>(
    `select p.id, p.sku_id as "skuId", p.list, p.min_qty as "minQty", p.price_fen as "priceFen", p.limited,
            lower(p.valid) as "from", upper(p.valid) as until
       from skus k join sku_prices p on p.sku_id = k.id
      where k.spu_id = $1 order by k.position, k.id, p.list, p.min_qty, lower(p.valid) nulls first`,
    [spuId],
  )

/** What everybody buys one piece at: the prices history is made of. */
export const isEverybodys = ({ list, minQty }: Pick<PriceRowKept, 'list' | 'minQty'>): boolean =>
  list === 'base' && minQty === 1
