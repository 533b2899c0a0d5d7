import { createHash } from 'node:crypto'
import { Inject, Injectable } from '@nestjs/common'
import type { SkuQty } from '@jishi/contracts/order/cart.schema'
import type { QuoteView } from '@jishi/contracts/order/order.schema'
import type { DeliveryCode, Platform } from '@jishi/contracts/order/order.terms'
import type { ReceiptLine } from '@jishi/contracts/pricing/pricing.schema'
import { present } from '@jishi/kernel/assert'
import { DomainError } from '@jishi/kernel/errors'
import type { Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import type { Sql } from '../../infra/database/sql.js'
import type { Language } from '../../infra/http/language.js'
import type { SkuFacts } from '../catalog/index.js'
import {
  canonical,
  shopperContext,
  type BestCoupons,
  type PriceContext,
  type PricedLine,
  type PricingFacts,
  type Receipt,
} from '../pricing/index.js'
import { spokenRules } from '../promotion/index.js'
import { couponsTaken } from './coupon-choice.js'
import { methodsOf } from './delivery/delivery-methods.js'
import { AskKind, type AskedKind, type KindWanted } from './kinds/ask-kind.js'
import { GoodsFacts, type Asking, type FreightTerms, type Gathered } from './goods-facts.js'
import { pricingFacts, type KindPrices } from './pricing-facts.js'

/** Goods with their facts and the receipt that follows from them. */
export interface PricedGoods {
  readonly skus: ReadonlyMap<string, SkuFacts>
  readonly facts: PricingFacts
  readonly receipt: Receipt
  /** What all coupons that are held would do, where the best of them were chosen. */
  readonly best?: BestCoupons | undefined
  readonly quoteId: string
  /** SKUs that are off the shelf; they are priced, but cannot be ordered. */
  readonly offShelf: readonly string[]
  readonly promise: string
  /** How these goods travel, the method that rules the order first. */
  readonly methods: readonly DeliveryCode[]
}

/** Where the goods go and with which coupons (undefined: the best of those held), and what the kind of the order says. */
export interface Wishes {
  readonly regionCode: string | null
  readonly kind?: KindPrices
  readonly couponIds: readonly string[] | undefined
}

/** SHA-256 of the canonical receipt: what the shopper saw, and what placing has to arrive at again. */
export const quoteIdOf = (receipt: Receipt): string => createHash('sha256').update(canonical(receipt)).digest('hex')

/** Gathers what a price depends on, for a quote and again for the order. */
@Injectable()
export class PriceGoods {
  constructor(
    private readonly goods: GoodsFacts,
    private readonly kinds: AskKind,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Who asks and when; one for all the goods of a quote or an order. */
  context(channel: Platform | null): PriceContext {
    return shopperContext(channel, this.clock.now())
  }

  freight(): Promise<FreightTerms> {
    return this.goods.freight()
  }

  payWithinMs(): Promise<number> {
    return this.goods.payWithinMs()
  }

  /** The kind that is wanted and what it says. Throws ORDER_KIND_UNKNOWN, ORDER_KIND_REFUSED, QTY_LIMIT and refusals of the kind's own. */
  kind(sql: Sql, lines: readonly SkuQty[], wanted: KindWanted): Promise<AskedKind> {
    return this.kinds.run(sql, lines, wanted)
  }

  /** What can be had of these where an order of the kind takes it from. */
  available(sql: Sql, kind: AskedKind, { skus, available }: Gathered): Promise<ReadonlyMap<string, number>> {
    return this.kinds.available(sql, kind, [...skus.keys()], available)
  }

  /** Throws NOT_FOUND for an SKU that never existed and for a named coupon of somebody else, COUPON_NOT_USABLE for one that is gone. */
  async gathered(sql: Sql, lines: readonly SkuQty[], freight: FreightTerms, asking: Asking): Promise<Gathered> {
    const gathered = await this.goods.gathered(sql, lines, freight, asking)
    if (lines.some(({ skuId }) => !gathered.skus.has(skuId))) throw new DomainError('NOT_FOUND')
    return gathered
  }
}

/** Lines must name each SKU once. Pure: the same facts give the same quote id. */
export function pricedGoods(
  lines: readonly SkuQty[],
  gathered: Gathered,
  { regionCode, couponIds, kind }: Wishes,
): PricedGoods {
  const { facts, receipt, best } = couponsTaken(
    pricingFacts(lines, gathered, regionCode, kind),
    gathered.held,
    couponIds,
  )
  const { skus, freight } = gathered
  return {
    skus,
    facts,
    receipt,
    best,
    quoteId: quoteIdOf(receipt),
    offShelf: lines.map((line) => line.skuId).filter((skuId) => skus.get(skuId)?.onSale !== true),
    promise: freight.promise,
    methods: methodsOf(receipt.lines.map((line) => present(skus.get(line.skuId), 'the facts of a priced SKU').kind)),
  }
}

/** What is bought first, what comes along behind it; within each the receipt's own order. */
export const boughtFirst = ({ lines }: Receipt): readonly PricedLine[] => [
  ...lines.filter(({ role }) => role === 'main'),
  ...lines.filter(({ role }) => role === 'gift'),
]

/** The receipt as shoppers read it: amounts with the names and pictures of the goods. */
export function receiptView(
  { receipt, skus, facts }: PricedGoods,
  language: Language,
): Pick<QuoteView, 'engineVersion' | 'lines' | 'rules' | 'totals'> {
  const { engineVersion, rules, totals } = receipt
  return {
    engineVersion,
    lines: boughtFirst(receipt).map((line) => lineView(line, skus)),
    rules: spokenRules(rules, facts.offers, language).map((rule) => ({ ...rule, shares: [...rule.shares] })),
    totals,
  }
}

function lineView(line: PricedLine, skus: ReadonlyMap<string, SkuFacts>): ReceiptLine {
  const { spuId, title, skuLabel, picture } = present(skus.get(line.skuId), 'the facts of a priced SKU')
  return { ...line, spuId, title, skuLabel, picture }
}
