import { setImmediate as nextTurn } from 'node:timers/promises'
import { Inject, Injectable } from '@nestjs/common'
import type { OfferView } from '@jishi/contracts/promotion/offers.schema'
import type { Clock, Instant } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import type { Sql } from '../../../infra/database/sql.js'
import { CatalogFacade, type FlooredSku, type SkuFacts } from '../../catalog/index.js'
import type { OfferFacts } from '../../pricing/index.js'
import { lowestCarts, triedReceipt } from './tried-carts.js'

export type BelowFloor = OfferView['belowFloor'][number]

const NAMED = 50
/** So many SKUs are tried before others get their turn; a read fetches several of such lots. */
const TRIED_AT_ONCE = 20
const READ_AT_ONCE = 400

/** Which SKUs a promotion could bring below their price floor. */
@Injectable()
export class PriceFloors {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly catalog: CatalogFacade,
  ) {}

  /**
   * Priced by the engine on the carts of `lowestCarts`, each SKU as it stands alone; what coupons and points take off besides has
   * limits of its own. Names at most fifty, those that fall deepest first. What is given along is not sold, and has no floor.
   */
  async below(reader: Sql, offer: OfferFacts): Promise<BelowFloor[]> {
    const { rule } = offer
    const now = this.clock.now()
    const from = offer.fromAt > now ? offer.fromAt : now
    if (rule.kind === 'gift') return []
    if (rule.kind !== 'bundle') return this.belowAlone(reader, offer, from)
    const skuIds = rule.items.map(({ skuId }) => skuId)
    const skus = await this.catalog.skuFacts(reader, skuIds, from)
    return deepest(belowOf([...skus.values()], await this.catalog.floorsOf(reader, skuIds), offer, from))
  }

  /** Of these prices of a piece, those below the floor of their SKU. Two statements. */
  async named(reader: Sql, lowest: ReadonlyMap<string, number>): Promise<BelowFloor[]> {
    const floors = await this.catalog.floorsOf(reader, [...lowest.keys()])
    const fallen = floors.filter(({ skuId, floorFen }) => (lowest.get(skuId) ?? floorFen) < floorFen)
    const skus = await this.catalog.skuFacts(
      reader,
      fallen.map(({ skuId }) => skuId),
    )
    return deepest(fallen.flatMap((floor) => fallenBelow(floor, skus.get(floor.skuId), lowest.get(floor.skuId))))
  }

  private async belowAlone(reader: Sql, offer: OfferFacts, from: Instant): Promise<BelowFloor[]> {
    const floored = await this.catalog.flooredSkus(reader, offer.scope)
    const found: BelowFloor[] = []
    for (let read = 0; read < floored.length; read += READ_AT_ONCE) {
      const lot = floored.slice(read, read + READ_AT_ONCE)
      const skus = await this.catalog.skuFacts(
        reader,
        lot.map(({ skuId }) => skuId),
        from,
      )
      for (let tried = 0; tried < lot.length; tried += TRIED_AT_ONCE) {
        const few = lot.slice(tried, tried + TRIED_AT_ONCE)
        found.push(...few.flatMap((one) => belowOf(factsOf(skus, one.skuId), [one], offer, from)))
        await nextTurn()
      }
    }
    return deepest(found)
  }
}

const factsOf = (skus: ReadonlyMap<string, SkuFacts>, skuId: string): SkuFacts[] => {
  const sku = skus.get(skuId)
  return sku === undefined ? [] : [sku]
}

/** The lowest price of one piece of each, where it is below the floor. */
function belowOf(
  goods: readonly SkuFacts[],
  floors: readonly FlooredSku[],
  offer: OfferFacts,
  from: Instant,
): BelowFloor[] {
  const lowest = new Map<string, number>()
  for (const cart of lowestCarts(goods, offer, from)) {
    for (const { skuId, goodsPaidFen, qty } of triedReceipt(cart, [offer]).lines) {
      const pieceFen = Math.floor(goodsPaidFen / qty)
      lowest.set(skuId, Math.min(pieceFen, lowest.get(skuId) ?? pieceFen))
    }
  }
  return floors.flatMap((floor) =>
    fallenBelow(
      floor,
      goods.find(({ skuId }) => skuId === floor.skuId),
      lowest.get(floor.skuId),
    ),
  )
}

const fallenBelow = (
  { skuId, floorFen }: FlooredSku,
  sku: SkuFacts | undefined,
  lowestFen: number | undefined,
): BelowFloor[] => {
  if (sku === undefined || lowestFen === undefined || lowestFen >= floorFen) return []
  const { spuId, title, skuLabel } = sku
  return [{ skuId, spuId, title, skuLabel, floorFen, lowestFen }]
}

const depth = ({ floorFen, lowestFen }: BelowFloor): number => floorFen - lowestFen
const deepest = (found: readonly BelowFloor[]): BelowFloor[] =>
  [...found].sort((left, right) => depth(right) - depth(left)).slice(0, NAMED)
