import { Injectable } from '@nestjs/common'
import { PROMOTION_LIMITS } from '@jishi/contracts/promotion/promotion.terms'
import { DomainError } from '@jishi/kernel/errors'
import { isoOf, type Instant } from '@jishi/kernel/time'
import type { Sql, Tx } from '../../../infra/database/sql.js'
import { CatalogFacade, type SkuFacts } from '../../catalog/index.js'
import { everybody } from '../../pricing/index.js'
import type { OfferTerms } from './offer-rows.js'
import { triedReceipt } from './tried-carts.js'

/** What has to hold before shoppers meet a promotion, whoever lets it go. */
@Injectable()
export class LaunchChecks {
  constructor(private readonly catalog: CatalogFacade) {}

  /**
   * Throws OFFER_DAYS_OVER, OFFER_SCOPE_UNKNOWN and OFFER_GOODS_UNAVAILABLE with `details.items`, OFFER_BUNDLE_DEARER with what the
   * pieces cost, and OFFER_LIMIT. Launches take turns, so that the limit is one.
   */
  async run(tx: Tx, terms: OfferTerms, now: Instant): Promise<void> {
    await tx.rows(`select pg_advisory_xact_lock(hashtextextended('launch of an offer', 240))`)
    if (terms.untilAt <= now) throw new DomainError('OFFER_DAYS_OVER')
    await this.assertScope(tx, terms)
    await this.assertGoods(tx, terms, terms.fromAt > now ? terms.fromAt : now)
    const { live } = await tx.one<{ live: number }>(
      `select count(*) as live from offers where state = 'live' and until_at > $1`,
      [isoOf(now)],
    )
    if (live >= PROMOTION_LIMITS.liveOffers)
      throw new DomainError('OFFER_LIMIT', { limit: PROMOTION_LIMITS.liveOffers })
  }

  private async assertScope(reader: Sql, { scope: { named, excluded } }: OfferTerms): Promise<void> {
    const asked = {
      spuIds: [...named.spuIds, ...excluded.spuIds],
      categoryIds: [...named.categoryIds, ...excluded.categoryIds],
      brandIds: [...named.brandIds, ...excluded.brandIds],
    }
    const known = await this.catalog.goodsNames(reader, asked)
    const missing = (kind: string, ids: readonly string[]) =>
      [...new Set(ids)].filter((id) => !known.has(id)).map((id) => ({ kind, id }))
    const items = [
      ...missing('product', asked.spuIds),
      ...missing('category', asked.categoryIds),
      ...missing('brand', asked.brandIds),
    ]
    if (items.length > 0) throw new DomainError('OFFER_SCOPE_UNKNOWN', { items })
  }

  private async assertGoods(reader: Sql, { rule }: OfferTerms, from: Instant): Promise<void> {
    if (rule.kind !== 'bundle' && rule.kind !== 'gift') return
    const items = rule.kind === 'bundle' ? rule.items : rule.gifts
    const skus = await this.catalog.skuFacts(
      reader,
      items.map(({ skuId }) => skuId),
      from,
    )
    const gone = items.filter(({ skuId }) => skus.get(skuId)?.onSale !== true)
    if (gone.length > 0) {
      throw new DomainError('OFFER_GOODS_UNAVAILABLE', { items: gone.map(({ skuId }) => ({ skuId })) })
    }
    if (rule.kind === 'bundle') assertCheaper(items, skus, rule.priceFen, from)
  }
}

/** One set beside its pieces as everybody buys them when the promotion begins. */
const assertCheaper = (
  items: readonly { readonly skuId: string; readonly qty: number }[],
  skus: ReadonlyMap<string, SkuFacts>,
  priceFen: number,
  from: Instant,
): void => {
  const pieces = items.flatMap(({ skuId, qty }) => {
    const sku = skus.get(skuId)
    return sku === undefined ? [] : [{ sku, qty }]
  })
  const { totals, lines } = triedReceipt({ context: everybody(from), pieces }, [])
  if (priceFen < totals.goodsPaidFen) return
  throw new DomainError('OFFER_BUNDLE_DEARER', {
    piecesFen: totals.goodsPaidFen,
    items: lines.map(({ skuId, qty, unitFen }) => ({ skuId, qty, unitFen })),
  })
}
