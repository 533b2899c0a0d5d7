import { Inject, Injectable } from '@nestjs/common'
import { DomainError } from '@jishi/kernel/errors'
import { newId } from '@jishi/kernel/id'
import type { Fen } from '@jishi/kernel/money'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import type { Tx } from '../../infra/database/sql.js'
import { Outbox } from '../../infra/outbox/outbox.js'
import { ProductMarks } from './product-marks.js'
import { refreshPriceSpan } from './price-span.js'

/** Sets the base price of one SKU and carries its price history on. */
@Injectable()
export class ChangePrice {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly marks: ProductMarks,
  ) {}

  /** The same price again changes nothing. Throws NOT_FOUND when there is no such SKU. */
  async run(tx: Tx, skuId: string, priceFen: Fen): Promise<void> {
    const before = await tx.maybe<{ spuId: string; priceFen: number; priceId: string }>(
      `select k.spu_id as "spuId", p.price_fen as "priceFen", p.id as "priceId"
         from skus k join sku_prices p on p.sku_id = k.id and p.list = 'base' and p.min_qty = 1 and upper_inf(p.valid)
        where k.id = $1 and k.archived_at is null for update of p`,
      [skuId],
    )
    if (before === undefined) throw new DomainError('NOT_FOUND')
    if (before.priceFen === priceFen) return
    const now = isoOf(this.clock.now())
    await tx.execute('update sku_prices set price_fen = $2 where id = $1', [before.priceId, priceFen])
    await tx.execute('update price_history set to_at = $2 where sku_id = $1 and to_at is null', [skuId, now])
    await tx.execute('insert into price_history (id, sku_id, effective_fen, from_at) values ($1, $2, $3, $4)', [
      newId(this.clock),
      skuId,
      priceFen,
      now,
    ])
    await refreshPriceSpan(tx, before.spuId)
    await this.marks.edited(tx, [before.spuId])
    await this.outbox.publish(tx, 'product.price_changed', {
      spuId: before.spuId,
      skuId,
      fromFen: before.priceFen,
      toFen: priceFen,
    })
  }
}
