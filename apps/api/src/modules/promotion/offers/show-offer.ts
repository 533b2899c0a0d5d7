import { Inject, Injectable } from '@nestjs/common'
import type { ShopOffer } from '@jishi/contracts/promotion/offers.schema'
import { DomainError } from '@jishi/kernel/errors'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import type { Sql } from '../../../infra/database/sql.js'
import type { Language } from '../../../infra/http/language.js'
import { CatalogFacade } from '../../catalog/index.js'
import type { Scope } from '../../pricing/index.js'
import { NAMED_IN_WORDS, scopeText } from '../coupons/domain/coupon-words.js'
import { offerWords, type OfferLimits } from './domain/offer-words.js'
import { OfferTags } from './offer-tags.js'
import { labelOf } from './offers-for.js'
import { STORED, type StoredOffer } from './stored-offer.js'

/** One promotion for whoever looks for goods to reach it. */
@Injectable()
export class ShowOffer {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly catalog: CatalogFacade,
    private readonly tags: OfferTags,
  ) {}

  /** In three statements. A launched one whose days are not over; any other is NOT_FOUND, whatever became of it. */
  async run(reader: Sql, id: string, language: Language): Promise<ShopOffer> {
    const offer = await reader.maybe<StoredOffer & OfferLimits>(
      `select ${STORED}, o.total_limit as "totalLimit", o.member_limit as "memberLimit"
         from offers o where o.id = $1 and o.state = 'live' and o.until_at > $2`,
      [id, isoOf(this.clock.now())],
    )
    if (offer === undefined) throw new DomainError('NOT_FOUND')
    const spoken = { ...offer, label: labelOf(offer.rule, language) }
    const [tag] = await this.tags.of(reader, [spoken])
    if (tag === undefined) throw new DomainError('NOT_FOUND')
    return {
      ...tag,
      fromAt: isoOf(offer.fromAt),
      platforms: offer.platforms === null ? null : [...offer.platforms],
      words: offerWords(spoken.label, offer.rule, offer, language),
      scopeText: await this.scopeWords(reader, offer.scope, language),
      scopeAll: offer.scope.all,
    }
  }

  private async scopeWords(reader: Sql, { all, named, excluded }: Scope, language: Language): Promise<string> {
    const names = all ? new Map<string, string>() : await this.catalog.goodsNames(reader, firstOf(named))
    return scopeText(
      {
        all,
        categories: named.categoryIds.length,
        brands: named.brandIds.length,
        products: named.spuIds.length,
        excludes: Object.values(excluded).some((ids: readonly string[]) => ids.length > 0),
        names: [...names.values()],
      },
      language,
    )
  }
}

/** Words name the first of one kind only. */
const firstOf = ({ categoryIds, brandIds, spuIds }: Scope['named']): Scope['named'] => {
  const few = (ids: readonly string[]): readonly string[] => ids.slice(0, NAMED_IN_WORDS)
  if (categoryIds.length > 0) return { categoryIds: few(categoryIds), brandIds: [], spuIds: [] }
  if (brandIds.length > 0) return { categoryIds: [], brandIds: few(brandIds), spuIds: [] }
  return { categoryIds: [], brandIds: [], spuIds: few(spuIds) }
}
