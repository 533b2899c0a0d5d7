import { Controller } from '@nestjs/common'
import type { InputOf } from '@jishi/contracts/endpoint'
import type { Done } from '@jishi/contracts/primitives.schema'
import {
  searchEndpoints,
  type HotWords,
  type ProductFacets,
  type SearchHistory,
  type Suggestions,
} from '@jishi/contracts/shopfront/search.schema'
import { MAX_SUGGESTIONS } from '@jishi/contracts/shopfront/search.terms'
import type { MemberActor } from '../../../infra/auth/actor.js'
import { Database } from '../../../infra/database/database.js'
import { Idempotent, Input, Member } from '../../../infra/http/parameters.js'
import { Serve } from '../../../infra/http/serve.js'
import { Idempotency, type IdempotentCall } from '../../../infra/idempotency/idempotency.js'
import { filtersOf } from './asked-filters.js'
import { HotList } from './hot-list.js'
import { PostgresSearch } from './postgres-search.js'
import { ReadQuestion } from './read-question.js'
import { SearchMemory } from './search-memory.js'

@Controller()
export class SearchShopController {
  constructor(
    private readonly database: Database,
    private readonly search: PostgresSearch,
    private readonly reading: ReadQuestion,
    private readonly hotList: HotList,
    private readonly memory: SearchMemory,
    private readonly idempotency: Idempotency,
  ) {}

  @Serve(searchEndpoints.facets)
  async facets(@Input() { query }: InputOf<typeof searchEndpoints.facets>): Promise<ProductFacets> {
    return this.search.facets(this.database, await this.reading.run(query.q), filtersOf(query))
  }

  @Serve(searchEndpoints.suggestions)
  suggestions(@Input() { query }: InputOf<typeof searchEndpoints.suggestions>): Promise<Suggestions> {
    return this.search.suggest(this.database, query.q, MAX_SUGGESTIONS)
  }

  @Serve(searchEndpoints.hot)
  hot(): Promise<HotWords> {
    return this.hotList.view(this.database)
  }

  @Serve(searchEndpoints.history)
  history(@Member() { memberId }: MemberActor): Promise<SearchHistory> {
    return this.memory.history(this.database, memberId)
  }

  @Serve(searchEndpoints.remember)
  async remember(
    @Member() { memberId }: MemberActor,
    @Input() { body }: InputOf<typeof searchEndpoints.remember>,
  ): Promise<Done> {
    await this.database.transaction((tx) => this.memory.remember(tx, memberId, body.words))
    return { ok: true }
  }

  @Serve(searchEndpoints.forget)
  async forget(@Member() { memberId }: MemberActor): Promise<Done> {
    await this.database.transaction((tx) => this.memory.forget(tx, memberId))
    return { ok: true }
  }

  @Serve(searchEndpoints.wish)
  async wish(
    @Member() { memberId }: MemberActor,
    @Input() { body }: InputOf<typeof searchEndpoints.wish>,
    @Idempotent() call: IdempotentCall,
  ): Promise<Done> {
    await this.database.transaction((tx) =>
      this.idempotency.run(tx, call, 'wish', async (id) => {
        await this.memory.wish(tx, memberId, body.words)
        return id
      }),
    )
    return { ok: true }
  }
}
