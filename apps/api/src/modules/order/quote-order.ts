import { Injectable } from '@nestjs/common'
import type { SkuQty } from '@jishi/contracts/order/cart.schema'
import type { QuoteBody, QuoteView } from '@jishi/contracts/order/order.schema'
import type { Platform } from '@jishi/contracts/order/order.terms'
import { MAX_LINE_QTY } from '@jishi/contracts/primitives.terms'
import { DomainError } from '@jishi/kernel/errors'
import type { Id } from '@jishi/kernel/id'
import { Database } from '../../infra/database/database.js'
import { IdentityFacade } from '../identity/index.js'
import { InventoryFacade } from '../inventory/index.js'
import { cartOf } from './cart/cart.store.js'
import { orderableLines } from './cart/line-problem.js'
import { declaredChannel } from './declared-channel.js'
import { needsAddress } from './delivery/delivery-methods.js'
import { mergedLines } from './goods-facts.js'
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
    private readonly inventory: InventoryFacade,
  ) {}

  /** Throws CART_CHANGED, CART_EMPTY, NOT_FOUND (address, SKU). What cannot be ordered is named in `problems`. */
  async run(memberId: Id<'member'>, body: QuoteBody, channel: Platform | null): Promise<QuoteView> {
    const context = this.pricing.context(declaredChannel(channel, body.platform))
    const asked = await this.linesOf(memberId, body)
    const address =
      body.addressId === undefined ? undefined : await this.identity.addressOf(this.database, memberId, body.addressId)
    const freight = await this.pricing.freight()
    const skus = await this.pricing.skus(this.database, asked, context.at)
    const available = await this.inventory.available(this.database, [...skus.keys()])
    const lines = body.source === 'cart' ? orderableLines(asked, skus, available) : asked
    const priced = pricedGoods(lines, skus, freight, address?.regionCode ?? null, context)
    return quoteView(priced, available, body.source === 'cart' ? body.cartVersion : undefined)
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

/** The quote of goods that are already priced: placing answers with it when the price has moved. */
export function quoteView(
  priced: PricedGoods,
  available: ReadonlyMap<string, number>,
  cartVersion: number | undefined,
): QuoteView {
  return {
    quoteId: priced.quoteId,
    ...(cartVersion === undefined ? {} : { cartVersion }),
    ...receiptView(priced),
    delivery: {
      promise: priced.promise,
      deliverable: priced.receipt.deliverable,
      methods: [...priced.methods],
      needsAddress: needsAddress(priced.methods),
    },
    problems: problemsOf(priced, available),
  }
}

function problemsOf({ receipt, offShelf }: PricedGoods, available: ReadonlyMap<string, number>): QuoteView['problems'] {
  const off = new Set(offShelf)
  return receipt.lines.flatMap(({ skuId, qty }): QuoteView['problems'] => {
    const left = Math.max(0, available.get(skuId) ?? 0)
    if (off.has(skuId)) return [{ skuId, code: 'NOT_ON_SALE', available: left }]
    return left < qty ? [{ skuId, code: 'OUT_OF_STOCK', available: left }] : []
  })
}
