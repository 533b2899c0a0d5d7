import { Injectable } from '@nestjs/common'
import type { SkuQty } from '@jishi/contracts/order/cart.schema'
import type { KindAsked } from '@jishi/contracts/order/order-kind.schema'
import type { QuoteBody, QuoteView } from '@jishi/contracts/order/order.schema'
import { MAX_LINE_QTY } from '@jishi/contracts/primitives.terms'
import { DomainError, isDomainError } from '@jishi/kernel/errors'
import type { Id } from '@jishi/kernel/id'
import { Database } from '../../infra/database/database.js'
import { together } from '../../infra/database/together.js'
import type { Language } from '../../infra/http/language.js'
import type { Visit } from '../../infra/http/visit.js'
import { IdentityFacade } from '../identity/index.js'
import { arrivalDay } from '../pricing/index.js'
import { cartOf } from './cart/cart.store.js'
import { orderableLines } from './cart/line-problem.js'
import { couponsBeside } from './coupon-choice.js'
import { declaredChannel } from './declared-channel.js'
import { mayTravel } from './kinds/ask-kind.js'
import { needsAddress } from './delivery/delivery-methods.js'
import { mergedLines } from './goods-facts.js'
import { noReasonExcluded } from './no-reason.js'
import { pricedGoods, PriceGoods, receiptView, type PricedGoods } from './price-goods.js'

/** Lines bought at once: one line an SKU, and no way around the most a line may hold. */
export function buyNowLines(lines: readonly SkuQty[]): SkuQty[] {
  const merged = mergedLines(lines)
  if (merged.some((line) => line.qty > MAX_LINE_QTY)) throw new DomainError('QTY_LIMIT', { limit: MAX_LINE_QTY })
  return merged
}

/** Prices what is to be ordered and writes nothing: asking is free, and there is nothing to go stale or to clean up. */
@Injectable()
export class QuoteOrder {
  constructor(
    private readonly database: Database,
    private readonly identity: IdentityFacade,
    private readonly pricing: PriceGoods,
  ) {}

  /**
   * Throws CART_CHANGED, CART_EMPTY, NOT_FOUND (address, SKU, coupon), COUPON_NOT_USABLE, and what the kind refuses by. What cannot
   * be ordered is named in `problems`.
   */
  async run(memberId: Id<'member'>, body: QuoteBody, { channel, language }: Visit): Promise<QuoteView> {
    const { couponIds, addressId } = body
    const context = this.pricing.context(declaredChannel(channel, body.platform))
    const asked = await this.linesOf(memberId, body)
    const freight = await this.pricing.freight()
    const kind = await this.pricing.kind(this.database, asked, {
      ...{ memberId, asked: kindOf(body), context, purpose: 'quote' },
    })
    const asking = { memberId, context, couponIds, purpose: 'quote' as const }
    const [address, gathered] = await together(this.database, (one) => [
      addressId === undefined ? Promise.resolve(undefined) : this.identity.addressOf(one, memberId, addressId),
      this.pricing.gathered(one, asked, freight, asking),
    ])
    const lines = body.source === 'cart' ? orderableLines(asked, gathered.skus, gathered.available) : asked
    const priced = pricedGoods(lines, gathered, { regionCode: address?.regionCode ?? null, couponIds, kind })
    mayTravel(kind, priced)
    return {
      ...quoteView(priced, await this.pricing.available(this.database, kind, gathered), language),
      ...(body.source === 'cart' ? { cartVersion: body.cartVersion } : {}),
      ...couponsBeside(priced, gathered.held, language),
    }
  }

  /** For a placing that could not keep to its quote: the quote as it now is, without the coupons that are gone. */
  async again(memberId: Id<'member'>, body: QuoteBody, visit: Visit): Promise<QuoteView> {
    try {
      return await this.run(memberId, body, visit)
    } catch (error) {
      if (!isDomainError(error, 'COUPON_NOT_USABLE')) throw error
      const { couponIds: gone } = error.details as { couponIds: string[] }
      const couponIds = (body.couponIds ?? []).filter((id) => !gone.includes(id))
      return this.run(memberId, { ...body, couponIds }, visit)
    }
  }

  private async linesOf(memberId: string, body: QuoteBody): Promise<SkuQty[]> {
    if (body.source === 'buyNow') return buyNowLines(body.lines)
    const cart = await cartOf(this.database, memberId)
    if (cart.version !== body.cartVersion) throw new DomainError('CART_CHANGED', { cartVersion: cart.version })
    const selected = cart.lines.filter((line) => line.selected)
    if (selected.length === 0) throw new DomainError('CART_EMPTY')
    return selected.map(({ skuId, qty }) => ({ skuId, qty }))
  }
}

/** Nothing in a cart belongs to a kind of its own. */
export const kindOf = (body: QuoteBody): KindAsked | undefined => (body.source === 'buyNow' ? body.kind : undefined)

type WithoutCoupons = Omit<QuoteView, 'coupons' | 'bestSavedFen'>

function quoteView(priced: PricedGoods, available: ReadonlyMap<string, number>, language: Language): WithoutCoupons {
  return {
    quoteId: priced.quoteId,
    ...receiptView(priced, language),
    delivery: {
      promise: priced.promise,
      deliverable: priced.receipt.deliverable,
      arrivesOn: priced.receipt.deliverable ? arrivalDay(priced.facts, priced.facts.context.at) : null,
      methods: [...priced.methods],
      needsAddress: needsAddress(priced.methods),
    },
    problems: problemsOf(priced, available),
    noReasonExcluded: noReasonExcluded(priced),
  }
}

/** Gifts that are gone are no problem: the promotion says so itself. */
function problemsOf({ receipt, offShelf }: PricedGoods, available: ReadonlyMap<string, number>): QuoteView['problems'] {
  const off = new Set(offShelf)
  const bought = receipt.lines.filter(({ role }) => role === 'main')
  return bought.flatMap(({ skuId, qty }): QuoteView['problems'] => {
    const left = Math.max(0, available.get(skuId) ?? 0)
    if (off.has(skuId)) return [{ skuId, code: 'NOT_ON_SALE', available: left }]
    return left < qty ? [{ skuId, code: 'OUT_OF_STOCK', available: left }] : []
  })
}
