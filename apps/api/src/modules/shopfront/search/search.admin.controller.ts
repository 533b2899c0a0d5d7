import { Controller } from '@nestjs/common'
import type { InputOf } from '@jishi/contracts/endpoint'
import type { Done } from '@jishi/contracts/primitives.schema'
import {
  searchEndpoints,
  type AskedWords,
  type SearchIndex,
  type Wishes,
} from '@jishi/contracts/shopfront/search.schema'
import type { OperatorActor } from '../../../infra/auth/actor.js'
import { Database } from '../../../infra/database/database.js'
import { Idempotent, Input, Operator } from '../../../infra/http/parameters.js'
import { Serve } from '../../../infra/http/serve.js'
import type { IdempotentCall } from '../../../infra/idempotency/idempotency.js'
import { AskedWordsBook } from './asked-words.js'
import { RebuildSearch } from './rebuild-search.js'
import { SearchMemory } from './search-memory.js'

@Controller()
export class SearchAdminController {
  constructor(
    private readonly database: Database,
    private readonly asked: AskedWordsBook,
    private readonly memory: SearchMemory,
    private readonly rebuilding: RebuildSearch,
  ) {}

  @Serve(searchEndpoints.asked)
  words(@Input() { query }: InputOf<typeof searchEndpoints.asked>): Promise<AskedWords> {
    return this.asked.listed(this.database, query.found)
  }

  @Serve(searchEndpoints.wishes)
  wishes(): Promise<Wishes> {
    return this.memory.wishes(this.database)
  }

  @Serve(searchEndpoints.index)
  index(): Promise<SearchIndex> {
    return this.rebuilding.progress(this.database)
  }

  @Serve(searchEndpoints.rebuild)
  async rebuild(@Operator() operator: OperatorActor, @Idempotent() call: IdempotentCall): Promise<Done> {
    await this.rebuilding.start(operator, call)
    return { ok: true }
  }
}
