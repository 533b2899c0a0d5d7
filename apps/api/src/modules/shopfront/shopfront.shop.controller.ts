import { Controller } from '@nestjs/common'
import type { InputOf } from '@jishi/contracts/endpoint'
import type { Platform } from '@jishi/contracts/order/order.terms'
import type { Page } from '@jishi/contracts/primitives.schema'
import {
  shopfrontEndpoints,
  type HomeView,
  type ProductCard,
  type ProductList as ProductListView,
  type ProductView,
} from '@jishi/contracts/shopfront/shopfront.schema'
import { Database } from '../../infra/database/database.js'
import { Channel, Input, RequestOrigin, type Origin } from '../../infra/http/parameters.js'
import { Serve } from '../../infra/http/serve.js'
import { HomePage } from './home-page.js'
import { ProductList } from './product-list.js'
import { ProductPage } from './product-page.js'
import { RelatedGoods } from './related-goods.js'

@Controller()
export class ShopfrontShopController {
  constructor(
    private readonly database: Database,
    private readonly homePage: HomePage,
    private readonly productList: ProductList,
    private readonly productPage: ProductPage,
    private readonly relatedGoods: RelatedGoods,
  ) {}

  @Serve(shopfrontEndpoints.home)
  home(@Channel() channel: Platform | null): Promise<HomeView> {
    return this.homePage.view(this.database, channel)
  }

  @Serve(shopfrontEndpoints.products)
  products(
    @Input() { query }: InputOf<typeof shopfrontEndpoints.products>,
    @Channel() channel: Platform | null,
    @RequestOrigin() { ip, userAgent }: Origin,
  ): Promise<ProductListView> {
    return this.productList.page(this.database, query, channel, `${ip} ${userAgent}`)
  }

  @Serve(shopfrontEndpoints.product)
  product(
    @Input() { params }: InputOf<typeof shopfrontEndpoints.product>,
    @Channel() channel: Platform | null,
  ): Promise<ProductView> {
    return this.productPage.view(this.database, params.id, channel)
  }

  @Serve(shopfrontEndpoints.related)
  related(
    @Input() { params }: InputOf<typeof shopfrontEndpoints.related>,
    @Channel() channel: Platform | null,
  ): Promise<Page<ProductCard>> {
    return this.relatedGoods.page(this.database, params.id, channel)
  }
}
