import { Injectable } from '@nestjs/common'
import type { Sql } from '../../../infra/database/sql.js'
import { CatalogFacade } from '../../catalog/index.js'
import type { OfferTerms } from './offer-rows.js'

const NOTHING = { spuIds: [], categoryIds: [], brandIds: [] }

/** What goods a promotion is for. */
@Injectable()
export class OfferScopes {
  constructor(private readonly catalog: CatalogFacade) {}

  /** A bundle is for its own goods, whatever scope was sent along; every other promotion for what it names. */
  async own(reader: Sql, terms: OfferTerms): Promise<OfferTerms> {
    if (terms.rule.kind !== 'bundle') return terms
    const skus = await this.catalog.skuFacts(
      reader,
      terms.rule.items.map(({ skuId }) => skuId),
    )
    const spuIds = [...new Set([...skus.values()].map(({ spuId }) => spuId))].sort()
    return { ...terms, scope: { all: false, named: { ...NOTHING, spuIds }, excluded: NOTHING } }
  }
}
