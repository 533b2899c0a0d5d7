import { Inject, Injectable } from '@nestjs/common'
import { DomainError } from '@jishi/kernel/errors'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import type { Tx } from '../../../infra/database/sql.js'
import { InventoryFacade } from '../../inventory/index.js'
import type { LockedOrder } from '../locked-order.js'
import { AfterSaleStore } from './after-sale.store.js'
import type { LockedAfterSale } from './locked-after-sale.js'
import { YieldAfterSale, type Saying } from './yield-after-sale.js'

/** Goods that came back were looked at: what can be sold again is stock again, and the money goes back, or others are sent. */
@Injectable()
export class TakeGoodsBack {
  constructor(
    private readonly store: AfterSaleStore,
    private readonly yielding: YieldAfterSale,
    private readonly inventory: InventoryFacade,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** A line left out has nothing that can be sold. Throws VALIDATION_FAILED for more pieces than came back. */
  async run(
    tx: Tx,
    order: LockedOrder,
    sale: LockedAfterSale,
    as: Saying,
    found: readonly { lineId: string; sellableQty: number }[],
  ): Promise<void> {
    const exchange = sale.kind === 'exchange'
    const taken = await this.store.take(tx, sale, exchange ? 'take_for_exchange' : 'take_goods', as)
    const sellable = new Map(found.map(({ lineId, sellableQty }) => [lineId, sellableQty]))
    for (const { lineId, qty } of sale.lines) {
      const good = sellable.get(lineId) ?? 0
      if (good > qty)
        throw new DomainError('VALIDATION_FAILED', [{ path: 'lines', message: `at most ${qty} came back` }])
      await tx.execute(`update after_sale_lines set sellable_qty = $3 where after_sale_id = $1 and line_id = $2`, [
        ...[sale.id, lineId, good],
      ])
    }
    await tx.execute(`update return_parcels set received_at = $2 where after_sale_id = $1`, [
      ...[sale.id, isoOf(this.clock.now())],
    ])
    await this.restock(tx, sale)
    if (!exchange) await this.yielding.pay(tx, order, taken)
  }

  private async restock(tx: Tx, sale: LockedAfterSale): Promise<void> {
    const goods = await tx.rows<{ skuId: string; qty: number }>(
      `select o.sku_id as "skuId", sum(l.sellable_qty)::integer as qty from after_sale_lines l join order_lines o on o.id = l.line_id
        where l.after_sale_id = $1 and l.sellable_qty > 0 and o.delivery_code = 'express' group by o.sku_id`,
      [sale.id],
    )
    if (goods.length === 0) return
    await this.inventory.takeBack(
      tx,
      goods.map((one) => ({ ...one, reference: `after_sale:${sale.id}` })),
    )
  }
}
