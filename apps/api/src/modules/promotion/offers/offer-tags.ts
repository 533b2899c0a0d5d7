import { Injectable } from '@nestjs/common'
import type { GiftTag, OfferTag } from '@jishi/contracts/promotion/offers.schema'
import { isoOf } from '@jishi/kernel/time'
import type { Sql } from '../../../infra/database/sql.js'
import { CatalogFacade, type SkuFacts } from '../../catalog/index.js'
import type { SpokenOffer } from './offers-for.js'

const KEEP_MS = 3_000

interface KnownGift {
  readonly sku: SkuFacts | undefined
  /** Of the process's monotonic clock: the business clock may be moved, and memory must age all the same. */
  readonly until: number
}

/** Promotions as shoppers read them, with what is given along. */
@Injectable()
export class OfferTags {
  /** A few gifts are on every product page: they are read once in three seconds. What is placed never trusts it. */
  private readonly known = new Map<string, KnownGift>()

  constructor(private readonly catalog: CatalogFacade) {}

  /**
   * At most one statement, and none where nothing is given along or all of it was read a moment ago. A gift that is no
   * longer on sale is not promised, three seconds later at the latest.
   */
  async of(reader: Sql, offers: readonly SpokenOffer[]): Promise<OfferTag[]> {
    const skus = await this.gifts(
      reader,
      offers.flatMap(({ rule }) => (rule.kind === 'gift' ? rule.gifts.map(({ skuId }) => skuId) : [])),
    )
    return offers.map(({ id, kind, label, name, untilAt, rule }) => ({
      ...{ id, kind, label, name, untilAt: isoOf(untilAt) },
      rule: rule as OfferTag['rule'],
      gifts: rule.kind === 'gift' ? rule.gifts.flatMap((gift) => giftTag(skus.get(gift.skuId), gift.qty)) : [],
    }))
  }

  private async gifts(reader: Sql, skuIds: readonly string[]): Promise<ReadonlyMap<string, SkuFacts | undefined>> {
    const now = performance.now()
    const found = new Map<string, SkuFacts | undefined>()
    for (const skuId of skuIds) {
      const known = this.known.get(skuId)
      if (known !== undefined && known.until > now) found.set(skuId, known.sku)
    }
    const unknown = [...new Set(skuIds)].filter((skuId) => !found.has(skuId))
    if (unknown.length === 0) return found
    const read = await this.catalog.skuFacts(reader, unknown)
    for (const [skuId, { until }] of this.known) if (until <= now) this.known.delete(skuId)
    for (const skuId of unknown) {
      this.known.set(skuId, { sku: read.get(skuId), until: now + KEEP_MS })
      found.set(skuId, read.get(skuId))
    }
    return found
  }
}

const giftTag = (sku: SkuFacts | undefined, qty: number): GiftTag[] => {
  if (sku?.onSale !== true) return []
  const { skuId, spuId, title, skuLabel, picture } = sku
  return [{ skuId, spuId, title, skuLabel, picture, qty }]
}
