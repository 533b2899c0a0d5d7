import { Injectable } from '@nestjs/common'
import { DomainError } from '@jishi/kernel/errors'
import type { Fen } from '@jishi/kernel/money'
import type { Tx } from '../../infra/database/sql.js'
import { PriceTurns } from './prices/price-turns.js'
import { ProductMarks } from './product-marks.js'

/** Sets the base price of one SKU and carries its price history on. */
@Injectable()
export class ChangePrice {
  constructor(
    private readonly turns: PriceTurns,
    private readonly marks: ProductMarks,
  ) {}

  /**
   * Sets the price of one piece that stands; prices for some days keep their days and amounts. The same price again changes
   * nothing. Throws NOT_FOUND when there is no such SKU.
   */
  async run(tx: Tx, skuId: string, priceFen: Fen): Promise<void> {
    const found = await this.standing(tx, skuId)
    if (found === undefined) throw new DomainError('NOT_FOUND')
    if (found.priceFen === priceFen) return
    await this.turns.hold(tx, found.spuId)
    const before = (await this.standing(tx, skuId)) ?? found
    await this.turns.settle(tx, found.spuId)
    // The pieces of the price that stands: back from the one without an end, up to where it was another price.
    await tx.execute(
      `with standing as (
         select id, price_fen, coalesce(lower(valid), '-infinity') as begins from sku_prices
          where sku_id = $1 and list = 'base' and min_qty = 1 and not limited
       )
       update sku_prices p set price_fen = $3 from standing s
        where p.id = s.id and not exists (
          select 1 from standing other where other.price_fen <> $2 and other.begins >= s.begins)`,
      [skuId, before.priceFen, priceFen],
    )
    await this.turns.follow(tx, found.spuId)
    await this.marks.edited(tx, [found.spuId])
  }

  private standing(tx: Tx, skuId: string): Promise<{ spuId: string; priceFen: number } | undefined> {
    return tx.maybe<{ spuId: string; priceFen: number }>(
      `select k.spu_id as "spuId", p.price_fen as "priceFen"
         from skus k join sku_prices p on p.sku_id = k.id and p.list = 'base' and p.min_qty = 1
          and not p.limited and upper_inf(p.valid)
        where k.id = $1 and k.archived_at is null`,
      [skuId],
    )
  }
}
