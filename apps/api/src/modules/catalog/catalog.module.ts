import { Module } from '@nestjs/common'
import { MediaModule } from '../media/index.js'
import { CatalogAdminController } from './catalog.admin.controller.js'
import { CatalogFacade } from './catalog.facade.js'
import { CatalogQueries } from './catalog.queries.js'
import { CatalogShopController } from './catalog.shop.controller.js'
import { ChangePrice } from './change-price.js'
import { CountSales } from './count-sales.js'
import { CreateCategory } from './create-category.js'
import { CreateProduct } from './create-product.js'
import { MoveOnShelf } from './move-on-shelf.js'

@Module({
  imports: [MediaModule],
  controllers: [CatalogShopController, CatalogAdminController],
  providers: [CatalogQueries, CreateCategory, CreateProduct, ChangePrice, MoveOnShelf, CountSales, CatalogFacade],
  exports: [CatalogFacade],
})
export class CatalogModule {}
