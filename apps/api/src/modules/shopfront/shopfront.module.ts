import { Module } from '@nestjs/common'
import { CatalogModule } from '../catalog/index.js'
import { InventoryModule } from '../inventory/index.js'
import { MediaModule } from '../media/index.js'
import { PromotionModule } from '../promotion/index.js'
import { ReviewModule } from '../review/index.js'
import { SettingsModule } from '../settings/index.js'
import { AdminProducts } from './admin-products.js'
import { ExportProducts } from './export-products.js'
import { FavouritesShopController } from './favourites.shop.controller.js'
import { FoundCards } from './found-cards.js'
import { HomePage } from './home-page.js'
import { KeptGoods } from './kept-goods.js'
import { ProductCards } from './product-cards.js'
import { PreviewPasses } from './preview-pass.js'
import { ProductList } from './product-list.js'
import { ProductPage } from './product-page.js'
import { ProductPreview } from './product-preview.js'
import { RelatedGoods } from './related-goods.js'
import { AskedWordsBook } from './search/asked-words.js'
import { HotList } from './search/hot-list.js'
import { IndexProducts } from './search/index-products.js'
import { KeepIndex } from './search/keep-index.js'
import { KnownNames } from './search/known-names.js'
import { PostgresSearch } from './search/postgres-search.js'
import { ReadQuestion } from './search/read-question.js'
import { RebuildSearch } from './search/rebuild-search.js'
import { SearchMemory } from './search/search-memory.js'
import { Segmenter } from './search/segmenter.js'
import { SearchAdminController } from './search/search.admin.controller.js'
import { SearchShopController } from './search/search.shop.controller.js'
import { ShopfrontAdminController } from './shopfront.admin.controller.js'
import { ShopfrontShopController } from './shopfront.shop.controller.js'

const search = [
  AskedWordsBook,
  HotList,
  IndexProducts,
  KeepIndex,
  KnownNames,
  PostgresSearch,
  ReadQuestion,
  RebuildSearch,
  SearchMemory,
  Segmenter,
]

@Module({
  imports: [CatalogModule, InventoryModule, MediaModule, PromotionModule, ReviewModule, SettingsModule],
  controllers: [
    ShopfrontShopController,
    ShopfrontAdminController,
    FavouritesShopController,
    SearchShopController,
    SearchAdminController,
  ],
  providers: [
    AdminProducts,
    ExportProducts,
    FoundCards,
    HomePage,
    KeptGoods,
    PreviewPasses,
    ProductCards,
    ProductList,
    ProductPage,
    ProductPreview,
    RelatedGoods,
    ...search,
  ],
})
export class ShopfrontModule {}
