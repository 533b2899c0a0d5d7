import { Inject, Injectable } from '@nestjs/common'
import type { CartLine, CartView, SkuQty } from '@jishi/contracts/order/cart.schema'
import type { Fen } from '@jishi/kernel/money'
import type { Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'
import type { Visit } from '../../../infra/http/visit.js'
import type { SkuFacts } from '../../catalog/index.js'
import { shopperContext, unitFenAt } from '../../pricing/index.js'
import { offersFor, spokenOffers, type SpokenOffer } from '../../promotion/index.js'
import { GoodsFacts, mergedLines, type Gathered } from '../goods-facts.js'
import { cartOf, type CartRow } from './cart.store.js'
import { giftsOfLine, pricedSelection, type PricedSelection } from './cart-price.js'
import { isBroken, problemOf } from './line-problem.js'

interface Asked extends Omit<CartRow, 'addedPriceFen'> {
  readonly addedPriceFen: Fen | undefined
}

/** null: the cart lives on a device. */
interface Owner {
  readonly memberId: string | null
  readonly visit: Visit
}

/** A line before it is known what its neighbours are. */
type LoneLine = Omit<CartLine, 'gifts'>

/** A cart as its owner sees it: today's price and stock of every line, and what the selected ones come to. */
@Injectable()
export class ShowCart {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly goods: GoodsFacts,
  ) {}

  async run(memberId: string, visit: Visit): Promise<CartView> {
    const cart = await cartOf(this.database, memberId)
    return this.view({ memberId, visit }, cart.version, cart.lines)
  }

  /** A cart that lives on a device: its lines are known by their SKU, and all of them are selected. */
  preview(lines: readonly SkuQty[], visit: Visit): Promise<CartView> {
    const asked = mergedLines(lines).map(({ skuId, qty }) => ({
      id: skuId,
      skuId,
      qty,
      selected: true,
      addedPriceFen: undefined,
    }))
    return this.view({ memberId: null, visit }, 0, asked)
  }

  private async view({ memberId, visit }: Owner, cartVersion: number, asked: readonly Asked[]): Promise<CartView> {
    const context = shopperContext(visit.channel, this.clock.now())
    const freight = await this.goods.freight()
    const asking = { memberId, context, purpose: 'cart' as const, couponIds: undefined }
    const gathered = await this.goods.gathered(this.database, asked, freight, asking)
    const spoken = spokenOffers(gathered.offers, visit)
    const items = asked.flatMap((line) => {
      const sku = gathered.skus.get(line.skuId)
      return sku === undefined ? [] : [lineView(line, sku, gathered, spoken)]
    })
    const selected = items.filter((line) => line.selected)
    const selection = pricedSelection(selected, gathered, visit.language)
    return {
      items: items.map((line) => ({
        ...line,
        gifts: line.selected ? giftsOfLine(line.skuId, selection, gathered) : [],
      })),
      nextCursor: null,
      cartVersion,
      selectedQty: selected.reduce((sum, line) => sum + line.qty, 0),
      ...sumsOf(selection),
      totalQty: items.reduce((sum, line) => sum + line.qty, 0),
      freight: { freightFen: selection.totals.freightFen, freeOverFen: freight.freeOverFen },
    }
  }
}

const sumsOf = ({ totals, savedFen, rules, hints, coupons }: PricedSelection) => ({
  ...{ selectedFen: totals.goodsPaidFen, savedFen, totals, hints, coupons },
  rules: rules.map((rule) => ({ ...rule, shares: [...rule.shares] })),
})

function lineView(
  line: Asked,
  sku: SkuFacts,
  { available, context }: Gathered,
  spoken: readonly SpokenOffer[],
): LoneLine {
  const singleFen = unitFenAt(sku.prices, 1, context)
  const left = available.get(line.skuId) ?? 0
  const problem = problemOf(line.qty, sku, left)
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
    available: Math.max(0, left),
    problem,
    offers: offersFor(spoken, sku).map(({ id, label }) => ({ id, label })),
  }
}
