import { Injectable } from '@nestjs/common'
import type { GiftTag, OfferTag } from '@jishi/contracts/promotion/offers.schema'
import { isoOf } from '@jishi/kernel/time'
import type { Sql } from '../../../infra/database/sql.js'
import { CatalogFacade, type SkuFacts } from '../../catalog/index.js'
import type { SpokenOffer } from './offers-for.js'

/** Promotions as shoppers read them, with what is given along. */
@Injectable()
export class OfferTags {
  constructor(private readonly catalog: CatalogFacade) {}

  /** One statement, and none where nothing is given along. A gift that is no longer on sale is not promised. */
  async of(reader: Sql, offers: readonly SpokenOffer[]): Promise<OfferTag[]> {
    const skus = await this.catalog.skuFacts(
      reader,
      offers.flatMap(({ rule }) => (rule.kind === 'gift' ? rule.gifts.map(({ skuId }) => skuId) : [])),
    )
    return offers.map(({ id, kind, label, name, untilAt, rule }) => ({
      ...{ id, kind, label, name, untilAt: isoOf(untilAt) },
      rule: rule as OfferTag['rule'],
      gifts: rule.kind === 'gift' ? rule.gifts.flatMap((gift) => giftTag(skus.get(gift.skuId), gift.qty)) : [],
    }))
  }
}

const giftTag = (sku: SkuFacts | undefined, qty: number): GiftTag[] => {
  if (sku?.onSale !== true) return []
  const { skuId, spuId, title, skuLabel, picture } = sku
  return [{ skuId, spuId, title, skuLabel, picture, qty }]
}
