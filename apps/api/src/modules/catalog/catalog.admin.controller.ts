import { Controller } from '@nestjs/common'
import { catalogEndpoints, type CategoryNode } from '@jishi/contracts/catalog/catalog.schema'
import type { Page } from '@jishi/contracts/primitives.schema'
import { Database } from '../../infra/database/database.js'
import { Serve } from '../../infra/http/serve.js'
import { CatalogQueries } from './catalog.queries.js'

@Controller()
export class CatalogAdminController {
  constructor(
    private readonly database: Database,
    private readonly queries: CatalogQueries,
  ) {}

  @Serve(catalogEndpoints.adminCategories)
  async categories(): Promise<Page<CategoryNode>> {
    return { items: await this.queries.categoryTree(this.database), nextCursor: null }
  }
}
