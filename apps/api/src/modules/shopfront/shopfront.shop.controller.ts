import { Controller } from '@nestjs/common'
import type { InputOf } from '@jishi/contracts/endpoint'
import type { Page } from '@jishi/contracts/primitives.schema'
import {
  shopfrontEndpoints,
  type HomeView,
  type ProductCard,
  type ProductList as ProductListView,
  type ProductView,
} from '@jishi/contracts/shopfront/shopfront.schema'
import { Database } from '../../infra/database/database.js'
import { Input, RequestOrigin, type Origin, Visiting } from '../../infra/http/parameters.js'
import { Serve } from '../../infra/http/serve.js'
import type { Visit } from '../../infra/http/visit.js'
import { HomePage } from './home-page.js'
import { ProductList } from './product-list.js'
import { ProductPage } from './product-page.js'
import { ProductPreview } from './product-preview.js'
import { RelatedGoods } from './related-goods.js'

@Controller()
export class ShopfrontShopController {
  constructor(
    private readonly database: Database,
    private readonly homePage: HomePage,
    private readonly productList: ProductList,
    private readonly productPage: ProductPage,
    private readonly productPreview: ProductPreview,
    private readonly relatedGoods: RelatedGoods,
  ) {}

  @Serve(shopfrontEndpoints.home)
  home(@Visiting() visit: Visit): Promise<HomeView> {
    return this.homePage.view(this.database, visit)
  }

  @Serve(shopfrontEndpoints.products)
  products(
    @Input() { query }: InputOf<typeof shopfrontEndpoints.products>,
    @Visiting() visit: Visit,
    @RequestOrigin() { ip, userAgent }: Origin,
  ): Promise<ProductListView> {
    return this.productList.page(this.database, query, visit, `${ip} ${userAgent}`)
  }

  @Serve(shopfrontEndpoints.product)
  product(
    @Input() { params }: InputOf<typeof shopfrontEndpoints.product>,
    @Visiting() visit: Visit,
  ): Promise<ProductView> {
    return this.productPage.view(this.database, params.id, visit)
  }

  @Serve(shopfrontEndpoints.previewed)
  previewed(
    @Input() { params, body }: InputOf<typeof shopfrontEndpoints.previewed>,
    @Visiting() visit: Visit,
  ): Promise<ProductView> {
    return this.productPreview.view(params.id, body.pass, visit)
  }

  @Serve(shopfrontEndpoints.related)
  related(
    @Input() { params }: InputOf<typeof shopfrontEndpoints.related>,
    @Visiting() visit: Visit,
  ): Promise<Page<ProductCard>> {
    return this.relatedGoods.page(this.database, params.id, visit)
  }
}
