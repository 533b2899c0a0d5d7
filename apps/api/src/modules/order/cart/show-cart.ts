import { Inject, Injectable } from '@nestjs/common'
import type { CartLine, CartView, SkuQty } from '@jishi/contracts/order/cart.schema'
import type { Platform } from '@jishi/contracts/order/order.terms'
import { zeroFen, type Fen } from '@jishi/kernel/money'
import type { Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'
import type { Sql } from '../../../infra/database/sql.js'
import type { SkuFacts } from '../../catalog/index.js'
import { InventoryFacade } from '../../inventory/index.js'
import { priceOrder, shopperContext, unitFenAt, type PriceContext } from '../../pricing/index.js'
import { GoodsFacts, mergedLines, pricingFacts } from '../goods-facts.js'
import { cartOf, type CartRow } from './cart.store.js'
import { isBroken, problemOf } from './line-problem.js'

interface Asked extends Omit<CartRow, 'addedPriceFen'> {
  readonly addedPriceFen: Fen | undefined
}

/** A cart as its owner sees it: today's price and stock of every line, and what the selected ones come to. */
@Injectable()
export class ShowCart {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly goods: GoodsFacts,
    private readonly inventory: InventoryFacade,
  ) {}

  async run(memberId: string, channel: Platform | null, sql: Sql = this.database): Promise<CartView> {
    const cart = await cartOf(sql, memberId)
    return this.view(sql, cart.version, cart.lines, channel)
  }

  /** A cart that lives on a device: its lines are known by their SKU, and all of them are selected. */
  preview(lines: readonly SkuQty[], channel: Platform | null): Promise<CartView> {
    const asked = mergedLines(lines).map(({ skuId, qty }) => ({
      id: skuId,
      skuId,
      qty,
      selected: true,
      addedPriceFen: undefined,
    }))
    return this.view(this.database, 0, asked, channel)
  }

  private async view(
    sql: Sql,
    cartVersion: number,
    asked: readonly Asked[],
    channel: Platform | null,
  ): Promise<CartView> {
    const context = shopperContext(channel, this.clock.now())
    const skuIds = asked.map((line) => line.skuId)
    const skus = await this.goods.ofSkus(sql, skuIds, context.at)
    const available = await this.inventory.available(sql, skuIds)
    const items = asked.flatMap((line) => {
      const sku = skus.get(line.skuId)
      return sku === undefined ? [] : [lineView(line, sku, available.get(line.skuId) ?? 0, context)]
    })
    const selected = items.filter((line) => line.selected)
    const freight = await this.goods.freight()
    const receipt = selected.length === 0 ? undefined : priceOrder(pricingFacts(selected, skus, freight, null, context))
    return {
      items,
      nextCursor: null,
      cartVersion,
      selectedQty: selected.reduce((sum, line) => sum + line.qty, 0),
      selectedFen: receipt?.totals.goodsPaidFen ?? zeroFen,
      totalQty: items.reduce((sum, line) => sum + line.qty, 0),
      freight: { freightFen: receipt?.totals.freightFen ?? zeroFen, freeOverFen: freight.freeOverFen },
    }
  }
}

function lineView(line: Asked, sku: SkuFacts, available: number, context: PriceContext): CartLine {
  const singleFen = unitFenAt(sku.prices, 1, context)
  const problem = problemOf(line.qty, sku, available)
  return {
    id: line.id,
    skuId: line.skuId,
    spuId: sku.spuId,
    title: sku.title,
    skuLabel: sku.skuLabel,
    picture: sku.picture,
    qty: line.qty,
    selected: line.selected && !isBroken(problem),
    // The price of one piece comes out of the engine as well, so a line and its sum cannot disagree.
    unitFen: unitFenAt(sku.prices, line.qty, context),
    addedPriceFen: line.addedPriceFen ?? singleFen,
    singleFen,
    available: Math.max(0, available),
    problem,
  }
}
