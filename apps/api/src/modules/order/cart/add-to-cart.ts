import { Inject, Injectable } from '@nestjs/common'
import type { SkuQty } from '@jishi/contracts/order/cart.schema'
import type { Platform } from '@jishi/contracts/order/order.terms'
import { MAX_CART_LINES } from '@jishi/contracts/primitives.terms'
import { present } from '@jishi/kernel/assert'
import { DomainError } from '@jishi/kernel/errors'
import { idOf, newId } from '@jishi/kernel/id'
import type { Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'
import type { Tx } from '../../../infra/database/sql.js'
import { Idempotency, type IdempotentCall } from '../../../infra/idempotency/idempotency.js'
import type { SkuFacts } from '../../catalog/index.js'
import { InventoryFacade } from '../../inventory/index.js'
import { shopperContext, unitFenAt, type PriceContext } from '../../pricing/index.js'
import { GoodsFacts, mergedLines } from '../goods-facts.js'
import { addLines, cartOf, refuseOverfull, type NewCartLine } from './cart.store.js'

/** Puts goods into the cart: one SKU by the shopper's hand, or the whole device cart after signing in. */
@Injectable()
export class AddToCart {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly goods: GoodsFacts,
    private readonly inventory: InventoryFacade,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Throws NOT_FOUND, NOT_ON_SALE, OUT_OF_STOCK where nothing is left, or CART_FULL. */
  async addOne(memberId: string, call: IdempotentCall, wanted: SkuQty, channel: Platform | null): Promise<void> {
    const context = shopperContext(channel, this.clock.now())
    await this.database.transaction((tx) =>
      this.idempotency.run(tx, call, 'cart', async () => {
        const sku = (await this.goods.ofSkus(tx, [wanted.skuId], context.at)).get(wanted.skuId)
        if (sku === undefined) throw new DomainError('NOT_FOUND')
        if (!sku.onSale) throw new DomainError('NOT_ON_SALE', { items: [{ skuId: wanted.skuId }] })
        const available = (await this.inventory.available(tx, [wanted.skuId])).get(wanted.skuId) ?? 0
        if (available <= 0) throw new DomainError('OUT_OF_STOCK', { items: [{ skuId: wanted.skuId, available: 0 }] })
        await addLines(tx, memberId, [this.lineOf(wanted, sku, context)], this.clock.now())
        await refuseOverfull(tx, memberId)
        return idOf(memberId)
      }),
    )
  }

  /**
   * Joins the device cart to the member's. Goods that are gone and lines that find no room are left out
   * quietly: signing in must not fail on them. The keyed call makes a repeated join count once.
   */
  async merge(
    memberId: string,
    call: IdempotentCall,
    lines: readonly SkuQty[],
    channel: Platform | null,
  ): Promise<void> {
    const context = shopperContext(channel, this.clock.now())
    await this.database.transaction((tx) =>
      this.idempotency.run(tx, call, 'cart', async () => {
        await addLines(tx, memberId, [], this.clock.now())
        const fitting = await this.fitting(tx, memberId, mergedLines(lines), context)
        if (fitting.length > 0) await addLines(tx, memberId, fitting, this.clock.now())
        return idOf(memberId)
      }),
    )
  }

  private async fitting(
    tx: Tx,
    memberId: string,
    lines: readonly SkuQty[],
    context: PriceContext,
  ): Promise<NewCartLine[]> {
    const skus = await this.goods.ofSkus(
      tx,
      lines.map((line) => line.skuId),
      context.at,
    )
    const inCart = new Set((await cartOf(tx, memberId)).lines.map((line) => line.skuId))
    let room = MAX_CART_LINES - inCart.size
    return lines
      .filter(({ skuId }) => skus.get(skuId)?.onSale === true)
      .filter(({ skuId }) => inCart.has(skuId) || room-- > 0)
      .map((line) => this.lineOf(line, present(skus.get(line.skuId), 'an SKU on sale'), context))
  }

  private lineOf(line: SkuQty, sku: SkuFacts, context: PriceContext): NewCartLine {
    return newCartLine(this.clock, line, sku, context)
  }
}

/** What is remembered is the price of a single piece: the quantity may change, and the price with it. */
export const newCartLine = (
  clock: Clock,
  { skuId, qty }: SkuQty,
  sku: SkuFacts,
  context: PriceContext,
): NewCartLine => ({
  id: newId(clock),
  skuId,
  qty,
  addedPriceFen: unitFenAt(sku.prices, 1, context),
})
