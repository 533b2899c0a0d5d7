import { Injectable } from '@nestjs/common'
import type { SkuQty } from '@jishi/contracts/order/cart.schema'
import type { PlaceOrderBody } from '@jishi/contracts/order/order.schema'
import { DomainError } from '@jishi/kernel/errors'
import type { Id } from '@jishi/kernel/id'
import { Database } from '../../infra/database/database.js'
import type { Tx } from '../../infra/database/sql.js'
import { Idempotency, type IdempotentCall, type Outcome } from '../../infra/idempotency/idempotency.js'
import { IdentityFacade } from '../identity/index.js'
import { takeSelectedLines } from './cart/cart.store.js'
import type { FreightTerms } from './goods-facts.js'
import { OrderIntake } from './order-intake.js'
import { PriceGoods, type PricedGoods } from './price-goods.js'
import { buyNowLines, QuoteOrder } from './quote-order.js'

interface ShopTerms {
  readonly freight: FreightTerms
  readonly payWithinMs: number
}

/**
 * Places an order in one transaction: key, cart, facts, price, stock, order, event. Whatever refuses on the
 * way takes everything back, the key and the cart included.
 */
@Injectable()
export class PlaceOrder {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly identity: IdentityFacade,
    private readonly pricing: PriceGoods,
    private readonly quotes: QuoteOrder,
    private readonly intake: OrderIntake,
  ) {}

  /**
   * Answers the order; a repeat of the call answers the same one. Throws CART_CHANGED, CART_EMPTY, NOT_FOUND,
   * NOT_ON_SALE, NOT_DELIVERABLE, QUOTE_CHANGED (details.quote) and OUT_OF_STOCK (details.items).
   */
  async run(memberId: Id<'member'>, call: IdempotentCall, body: PlaceOrderBody): Promise<Outcome<'order'>> {
    const terms = { freight: await this.pricing.freight(), payWithinMs: await this.intake.payWithinMs() }
    return this.database.transaction((tx) =>
      this.idempotency.run(tx, call, 'order', async (orderId) => {
        await this.place(tx, orderId, memberId, body, terms)
        return orderId
      }),
    )
  }

  private async place(
    tx: Tx,
    id: Id<'order'>,
    memberId: Id<'member'>,
    body: PlaceOrderBody,
    { freight, payWithinMs }: ShopTerms,
  ): Promise<void> {
    const lines = await this.linesOf(tx, memberId, body)
    const receiver = await this.identity.addressOf(tx, memberId, body.addressId)
    const priced = await this.pricing.run(tx, lines, freight, receiver.regionCode)
    await this.refuseUnorderable(tx, priced, body)
    const { platform, note } = body
    await this.intake.run(tx, { id, memberId, platform, note, receiver, priced, payWithinMs })
  }

  /** The winner of a cart version empties it of what is ordered; everybody else with that version is too late. */
  private async linesOf(tx: Tx, memberId: string, body: PlaceOrderBody): Promise<SkuQty[]> {
    if (body.source === 'buyNow') return buyNowLines(body.lines)
    const taken = await takeSelectedLines(tx, memberId, body.cartVersion, this.intake.now())
    if (taken === undefined) throw new DomainError('CART_CHANGED')
    if (taken.length === 0) throw new DomainError('CART_EMPTY')
    return taken
  }

  private async refuseUnorderable(tx: Tx, priced: PricedGoods, body: PlaceOrderBody): Promise<void> {
    if (priced.offShelf.length > 0) {
      throw new DomainError('NOT_ON_SALE', { items: priced.offShelf.map((skuId) => ({ skuId })) })
    }
    if (!priced.receipt.deliverable) throw new DomainError('NOT_DELIVERABLE')
    if (priced.quoteId !== body.quoteId) {
      const cartVersion = body.source === 'cart' ? body.cartVersion : undefined
      throw new DomainError('QUOTE_CHANGED', { quote: await this.quotes.view(tx, priced, cartVersion) })
    }
  }
}
