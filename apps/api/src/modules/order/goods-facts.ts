import { Injectable } from '@nestjs/common'
import type { SkuQty } from '@jishi/contracts/order/cart.schema'
import { NEW_MEMBER_LIST } from '@jishi/contracts/pricing/pricing.terms'
import type { Instant } from '@jishi/kernel/time'
import type { Sql } from '../../infra/database/sql.js'
import { together } from '../../infra/database/together.js'
import { CatalogFacade, type SkuFacts } from '../catalog/index.js'
import { InventoryFacade } from '../inventory/index.js'
import type { PriceContext } from '../pricing/index.js'
import { CouponsFacade, OffersFacade, type FreshOffer, type HeldCoupon } from '../promotion/index.js'
import { SettingsFacade, type SettingValue } from '../settings/index.js'
import { hasNoOrder, holdFirstOrder } from './first-order.js'

export type FreightTerms = SettingValue<'freight'>

/** One SKU is one line, however often it was named. */
export function mergedLines(lines: readonly SkuQty[]): SkuQty[] {
  const qtyBySku = new Map<string, number>()
  for (const { skuId, qty } of lines) qtyBySku.set(skuId, (qtyBySku.get(skuId) ?? 0) + qty)
  return [...qtyBySku].map(([skuId, qty]) => ({ skuId, qty }))
}

/** Who wants to know a price, and for what. */
export interface Asking {
  /** null: nobody has signed in, so nothing is held and nothing was ordered. */
  readonly memberId: string | null
  readonly context: PriceContext
  /** `placing` is in its transaction: it takes the stock of what is bought afterwards and asks only for that of gifts. */
  readonly purpose: 'cart' | 'quote' | 'placing'
  /** The coupons named by the buyer; undefined: the best of those held. */
  readonly couponIds: readonly string[] | undefined
}

/** What a price depends on, gathered once: any of the lines that were asked about may be priced with it. */
export interface Gathered {
  readonly context: PriceContext
  /** Of the lines and of what may be given along. */
  readonly skus: ReadonlyMap<string, SkuFacts>
  readonly available: ReadonlyMap<string, number>
  readonly offers: readonly FreshOffer[]
  readonly held: readonly HeldCoupon[]
  readonly freight: FreightTerms
}

/** Collects what a price depends on; the same way for cart, quote and order. */
@Injectable()
export class GoodsFacts {
  constructor(
    private readonly catalog: CatalogFacade,
    private readonly settings: SettingsFacade,
    private readonly inventory: InventoryFacade,
    private readonly offers: OffersFacade,
    private readonly coupons: CouponsFacade,
  ) {}

  /** Asked for before a transaction is opened: inside one it could wait for a second connection. */
  freight(): Promise<FreightTerms> {
    return this.settings.get('freight')
  }

  /** Asked for before a transaction is opened as well. */
  async payWithinMs(): Promise<number> {
    return (await this.settings.get('order')).payWithinMs
  }

  /** Prices are those of the context's moment, so that facts and engine look at one clock. */
  ofSkus(sql: Sql, skuIds: readonly string[], at?: Instant): Promise<Map<string, SkuFacts>> {
    return this.catalog.skuFacts(sql, skuIds, at)
  }

  /**
   * SKUs that never existed are not in the answer. Throws NOT_FOUND and COUPON_NOT_USABLE for coupons that were named. One
   * statement; what a promotion gives along, and whether somebody is new, takes another where it matters.
   */
  async gathered(sql: Sql, lines: readonly SkuQty[], freight: FreightTerms, asking: Asking): Promise<Gathered> {
    const skuIds = [...new Set(lines.map(({ skuId }) => skuId))]
    const nothing = new Map<string, number>()
    const [offers, bought, left, held] = await together(sql, (one) => [
      this.offersFor(one, asking),
      this.ofSkus(one, skuIds, asking.context.at),
      asking.purpose === 'placing' ? Promise.resolve(nothing) : this.inventory.available(one, skuIds),
      this.heldBy(one, asking),
    ])
    const given = await this.givenAlong(sql, offers, asking)
    const skus = new Map([...bought, ...given.skus])
    const available = new Map([...left, ...given.available])
    return { context: await this.contextOf(sql, skus, asking), skus, available, offers, held, freight }
  }

  /** What promotions give along, with its stock: an order asks for that also where it takes the stock of what is bought afterwards. */
  private async givenAlong(
    sql: Sql,
    offers: readonly FreshOffer[],
    { context: { at } }: Asking,
  ): Promise<Pick<Gathered, 'skus' | 'available'>> {
    const ids = offers.flatMap(({ rule }) => (rule.kind === 'gift' ? rule.gifts.map(({ skuId }) => skuId) : []))
    if (ids.length === 0) return { skus: new Map(), available: new Map() }
    const skuIds = [...new Set(ids)]
    const [skus, available] = await together(sql, (one) => [
      this.ofSkus(one, skuIds, at),
      this.inventory.available(one, skuIds),
    ])
    return { skus, available }
  }

  /** A cart that is only looked at asks nobody while memory says that nothing runs. */
  private async offersFor(sql: Sql, { memberId, context: { at }, purpose }: Asking): Promise<FreshOffer[]> {
    if (purpose === 'cart' && (await this.offers.running(at)).length === 0) return []
    return this.offers.fresh(sql, { memberId, at })
  }

  /** A quote tells of all that are held, so that another may be chosen, and of those named. */
  private async heldBy(sql: Sql, { memberId, context: { at }, purpose, couponIds }: Asking): Promise<HeldCoupon[]> {
    if (memberId === null) return []
    if (purpose === 'placing') return this.coupons.held(sql, { memberId, at, ids: couponIds })
    const held = await this.coupons.held(sql, { memberId, at })
    const missing = (couponIds ?? []).filter((id) => !held.some(({ facts }) => facts.id === id))
    return [...held, ...(await this.coupons.held(sql, { memberId, at, ids: missing }))]
  }

  /** Whether somebody is new is asked only where a price depends on it. */
  private async contextOf(sql: Sql, skus: ReadonlyMap<string, SkuFacts>, asking: Asking): Promise<PriceContext> {
    const { context, memberId, purpose } = asking
    const matters = [...skus.values()].some(({ prices }) => prices.some(({ list }) => list === NEW_MEMBER_LIST))
    if (memberId === null || !matters) return context
    if (purpose === 'placing') await holdFirstOrder(sql, memberId)
    return { ...context, newMember: await hasNoOrder(sql, memberId) }
  }
}
