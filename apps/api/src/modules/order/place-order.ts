import { Injectable } from '@nestjs/common'
import type { SkuQty } from '@jishi/contracts/order/cart.schema'
import type { PlaceOrderBody } from '@jishi/contracts/order/order.schema'
import type { Platform } from '@jishi/contracts/order/order.terms'
import { DomainError, isDomainError } from '@jishi/kernel/errors'
import type { Id } from '@jishi/kernel/id'
import { Database } from '../../infra/database/database.js'
import type { Tx } from '../../infra/database/sql.js'
import { together } from '../../infra/database/together.js'
import { Idempotency, type IdempotentCall, type Outcome } from '../../infra/idempotency/idempotency.js'
import type { Visit } from '../../infra/http/visit.js'
import { IdentityFacade } from '../identity/index.js'
import { InventoryFacade } from '../inventory/index.js'
import { moveCartOn } from './cart/cart.store.js'
import { orderableLines } from './cart/line-problem.js'
import { declaredChannel } from './declared-channel.js'
import { needsAddress } from './delivery/delivery-methods.js'
import type { FreightTerms } from './goods-facts.js'
import { mayTravel } from './kinds/ask-kind.js'
import { confirmedExclusions } from './no-reason.js'
import { OrderIntake } from './order-intake.js'
import { pricedGoods, PriceGoods, type PricedGoods } from './price-goods.js'
import { PriceMoved } from './price-moved.js'
import { buyNowLines, kindOf, QuoteOrder } from './quote-order.js'

interface ShopTerms {
  readonly freight: FreightTerms
  readonly payWithinMs: number
  readonly channel: Platform | null
}

/**
 * Places an order in one transaction: key, cart, facts, price, stock, coupons, promotions, order, event. Whatever refuses on
 * the way takes everything back, the key and the cart included.
 */
@Injectable()
export class PlaceOrder {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly identity: IdentityFacade,
    private readonly pricing: PriceGoods,
    private readonly inventory: InventoryFacade,
    private readonly intake: OrderIntake,
    private readonly quotes: QuoteOrder,
  ) {}

  /**
   * Answers the order; a repeat of the call answers the same one. Throws CART_CHANGED, CART_EMPTY, NOT_FOUND,
   * NOT_ON_SALE, NOT_DELIVERABLE, ADDRESS_REQUIRED, QUOTE_CHANGED (details.quote), NO_REASON_UNCONFIRMED and OUT_OF_STOCK
   * (both with details.items), ORDER_KIND_UNKNOWN, ORDER_KIND_REFUSED and refusals of the kind's own.
   */
  async run(
    memberId: Id<'member'>,
    call: IdempotentCall,
    body: PlaceOrderBody,
    visit: Visit,
  ): Promise<Outcome<'order'>> {
    const channel = declaredChannel(visit.channel, body.platform)
    const terms = { freight: await this.pricing.freight(), payWithinMs: await this.pricing.payWithinMs(), channel }
    try {
      return await this.database.transaction((tx) =>
        this.idempotency.run(tx, call, 'order', async (orderId) => {
          await this.place(tx, orderId, memberId, body, terms)
          return orderId
        }),
      )
    } catch (error) {
      if (!hasMoved(error)) throw error
      throw new DomainError('QUOTE_CHANGED', { quote: await this.quotes.again(memberId, body, visit) })
    }
  }

  private async place(
    tx: Tx,
    id: Id<'order'>,
    memberId: Id<'member'>,
    body: PlaceOrderBody,
    { freight, payWithinMs, channel }: ShopTerms,
  ): Promise<void> {
    const lines = await this.linesOf(tx, memberId, body)
    const { addressId, note, couponIds } = body
    const context = this.pricing.context(channel)
    const asking = { memberId, context, couponIds, purpose: 'placing' as const }
    const kind = await this.pricing.kind(tx, lines, { memberId, asked: kindOf(body), context, purpose: 'placing' })
    const [address, gathered] = await together(tx, (one) => [
      addressId === undefined ? Promise.resolve(undefined) : this.identity.addressOf(one, memberId, addressId),
      this.pricing.gathered(one, lines, freight, asking),
    ])
    const wishes = { regionCode: address?.regionCode ?? null, couponIds, kind }
    const price = (of: readonly SkuQty[]): PricedGoods => pricedGoods(of, gathered, wishes)
    const priced = await this.agreed(tx, price, lines, body)
    mayTravel(kind, priced)
    // Whoever gets no parcel is asked for no address, and one that was sent along is not kept.
    const receiver = needsAddress(priced.methods) ? address : null
    if (receiver === undefined) throw new DomainError('ADDRESS_REQUIRED')
    const noReasonConfirmed = confirmedExclusions(priced, body.noReasonConfirmed)
    const input = { id, memberId, platform: channel, note, receiver, priced, noReasonConfirmed, kind }
    await this.intake.run(tx, { ...input, payWithinMs, cartLineIds: lineIdsOf(lines, priced) })
  }

  /** The winner of a cart version goes on with its lines; everybody else with that version is too late. */
  private async linesOf(tx: Tx, memberId: string, body: PlaceOrderBody): Promise<AskedLine[]> {
    if (body.source === 'buyNow') return buyNowLines(body.lines)
    const taken = await moveCartOn(tx, memberId, body.cartVersion, this.intake.now())
    if (taken === undefined) throw new DomainError('CART_CHANGED')
    if (taken.length === 0) throw new DomainError('CART_EMPTY')
    return taken
  }

  /**
   * What the shopper agreed to: all lines at the quoted price or, from a cart, those that were not broken when the quote
   * was made. Lines that broke since then are refused by name, not dropped.
   */
  private async agreed(
    tx: Tx,
    price: (lines: readonly SkuQty[]) => PricedGoods,
    lines: readonly AskedLine[],
    body: PlaceOrderBody,
  ): Promise<PricedGoods> {
    const whole = price(lines)
    if (whole.quoteId === body.quoteId || body.source === 'buyNow') return checked(whole, body)
    const available = await this.inventory.available(tx, [...whole.skus.keys()])
    return checked(price(orderableLines(lines, whole.skus, available)), body)
  }
}

/** Throws what forbids ordering these goods at all before it says that their price has moved. */
function checked(priced: PricedGoods, { quoteId }: PlaceOrderBody): PricedGoods {
  if (priced.offShelf.length > 0) {
    throw new DomainError('NOT_ON_SALE', { items: priced.offShelf.map((skuId) => ({ skuId })) })
  }
  if (!priced.receipt.deliverable) throw new DomainError('NOT_DELIVERABLE')
  if (priced.quoteId !== quoteId) throw new PriceMoved()
  return priced
}

/** What somebody else was faster at, or an operator has ended. */
const GONE = ['COUPON_NOT_USABLE', 'OFFER_OVER', 'OFFER_USED_UP']

const hasMoved = (error: unknown): boolean =>
  error instanceof PriceMoved || GONE.some((code) => isDomainError(error, code))

/** A line of a cart has an id and leaves the cart with the order; one bought at once has none. */
interface AskedLine extends SkuQty {
  readonly id?: string
}

function lineIdsOf(lines: readonly AskedLine[], { receipt }: PricedGoods): string[] {
  const ordered = new Set(receipt.lines.flatMap((line) => (line.role === 'main' ? [line.skuId] : [])))
  return lines.flatMap(({ id, skuId }) => (id !== undefined && ordered.has(skuId) ? [id] : []))
}
