import { Controller } from '@nestjs/common'
import type { Licences } from '@jishi/contracts/catalog/catalog-editing.schema'
import { catalogEndpoints, type CategoryNode } from '@jishi/contracts/catalog/catalog.schema'
import type { Page } from '@jishi/contracts/primitives.schema'
import { Database } from '../../infra/database/database.js'
import { Serve } from '../../infra/http/serve.js'
import { SettingsFacade } from '../settings/index.js'
import { CatalogQueries } from './catalog.queries.js'
import { PermitQueries } from './permit.queries.js'

@Controller()
export class CatalogShopController {
  constructor(
    private readonly database: Database,
    private readonly queries: CatalogQueries,
    private readonly permits: PermitQueries,
    private readonly settings: SettingsFacade,
  ) {}

  @Serve(catalogEndpoints.categories)
  async categories(): Promise<Page<CategoryNode>> {
    return { items: await this.queries.categoryTree(this.database), nextCursor: null }
  }

  @Serve(catalogEndpoints.licences)
  async licences(): Promise<Licences> {
    const { icp } = await this.settings.get('shop')
    return { items: await this.permits.shown(this.database), icp: icp === undefined || icp === '' ? null : icp }
  }
}
