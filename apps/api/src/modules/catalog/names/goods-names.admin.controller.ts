import { Controller } from '@nestjs/common'
import { goodsNamesEndpoints, type GoodsNames } from '@jishi/contracts/catalog/goods-names.schema'
import type { InputOf } from '@jishi/contracts/endpoint'
import { Database } from '../../../infra/database/database.js'
import { Input } from '../../../infra/http/parameters.js'
import { Serve } from '../../../infra/http/serve.js'
import { CatalogQueries } from '../catalog.queries.js'

const idsOf = (joined: string | undefined): string[] => (joined === undefined ? [] : joined.split(','))

@Controller()
export class GoodsNamesAdminController {
  constructor(
    private readonly database: Database,
    private readonly queries: CatalogQueries,
  ) {}

  @Serve(goodsNamesEndpoints.names)
  async names(@Input() { query }: InputOf<typeof goodsNamesEndpoints.names>): Promise<GoodsNames> {
    const products = await this.queries.named(this.database, idsOf(query.products))
    const skus = await this.queries.skuFacts(this.database, idsOf(query.skus))
    return {
      products: products.map(({ id, title, picture, state }) => ({ id, title, picture, state })),
      skus: [...skus.values()].map(({ skuId, spuId, title, skuLabel, picture, priceFen, onSale }) => ({
        ...{ id: skuId, productId: spuId, title, label: skuLabel, picture, priceFen, onSale },
      })),
    }
  }
}
