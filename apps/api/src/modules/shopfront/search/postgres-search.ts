import { Inject, Injectable } from '@nestjs/common'
import type { ProductSort } from '@jishi/contracts/catalog/catalog.terms'
import type { ProductFacets, Suggestions } from '@jishi/contracts/shopfront/search.schema'
import type { Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import type { Sql, Tx } from '../../../infra/database/sql.js'
import type { Scope } from '../../pricing/index.js'
import { CouponsFacade, OffersFacade } from '../../promotion/index.js'
import type { ListWay } from '../domain/list-cursor.js'
import { facetsOf, facetsStatement, type FacetsRow } from './facets-statement.js'
import { IndexProducts } from './index-products.js'
import type { Question } from './read-question.js'
import { Places, type KnownFilters } from './search-filters.js'
import type { Found, FoundProduct, SearchAsk, SearchFilters, SearchPort } from './search-port.js'
import { keyTypesOf, nearestStatement, pageStatement } from './search-statement.js'
import { suggestionsOf } from './suggestions.query.js'
import { KnownNames } from './known-names.js'

interface NearRow extends FoundProduct {
  readonly way: Exclude<ListWay, 'asked'>
  readonly words: readonly string[]
}

/** The search in Postgres: a table of words and filters beside the catalogue, kept by events. */
@Injectable()
export class PostgresSearch implements SearchPort {
  constructor(
    private readonly names: KnownNames,
    private readonly indexing: IndexProducts,
    private readonly offers: OffersFacade,
    private readonly coupons: CouponsFacade,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  keyTypes(sort: ProductSort, way: ListWay): readonly string[] {
    return keyTypesOf(sort, way)
  }

  async search(reader: Sql, ask: SearchAsk): Promise<Found> {
    const known = { ...ask, filters: await this.known(reader, ask.filters) }
    const { question, way, after } = known
    const products = asksNothing(known) ? [] : await found<FoundProduct>(reader, pageStatement(known, new Places()))
    const mayBeElse = products.length === 0 && way === 'asked' && after === undefined
    return mayBeElse && question !== undefined
      ? this.nearest(reader, { ...known, question })
      : { products, way, words: [] }
  }

  private async nearest(reader: Sql, ask: SearchAsk & { question: Question }): Promise<Found> {
    const products = await found<NearRow>(reader, nearestStatement(ask, new Places()))
    const [first] = products
    return { products, way: first?.way ?? 'asked', words: first?.words ?? [] }
  }

  async facets(reader: Sql, question: Question | undefined, filters: SearchFilters): Promise<ProductFacets> {
    const known = await this.known(reader, filters)
    const attributeIds = (known.valueGroups ?? []).map(({ attributeId }) => attributeId)
    const statement = facetsStatement(question, known, attributeIds, new Places())
    return facetsOf(await reader.one<FacetsRow>(statement.text, statement.values))
  }

  suggest(reader: Sql, text: string, limit: number): Promise<Suggestions> {
    return suggestionsOf(reader, text, limit)
  }

  index(tx: Tx, spuIds: readonly string[]): Promise<void> {
    return this.indexing.run(tx, spuIds)
  }

  private async known(reader: Sql, filters: SearchFilters): Promise<KnownFilters> {
    const { categoryId, valueIds, offerId, couponTemplateId } = filters
    return {
      ...filters,
      hasBelow: categoryId === undefined ? undefined : await this.names.hasBelow(reader, categoryId),
      valueGroups: valueIds === undefined ? undefined : await this.names.byAttribute(reader, valueIds),
      offerScope: offerId === undefined ? undefined : await this.scopeOf(offerId),
      couponScope: couponTemplateId === undefined ? undefined : await this.coupons.scopeOf(reader, couponTemplateId),
    }
  }

  private async scopeOf(offerId: string): Promise<Scope | null> {
    const running = await this.offers.running(this.clock.now())
    return running.find(({ id }) => id === offerId.toLowerCase())?.scope ?? null
  }
}

/** Signs without a word among them fit nothing; without any question everything does. */
const asksNothing = ({ question, way }: SearchAsk): boolean => question?.terms.length === 0 && way === 'asked'

const found = <Row extends object>(
  reader: Sql,
  { text, values }: { readonly text: string; readonly values: Parameters<Sql['rows']>[1] },
): Promise<Row[]> => reader.rows<Row>(text, values)
