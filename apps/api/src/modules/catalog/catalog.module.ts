import { Module } from '@nestjs/common'
import { MediaModule } from '../media/index.js'
import { SettingsModule } from '../settings/index.js'
import { AddCategory } from './add-category.js'
import { AddProduct } from './add-product.js'
import { ArchiveCategory } from './archive-category.js'
import { AssortmentFacade } from './assortment/assortment.facade.js'
import { assortment, assortmentControllers } from './assortment/index.js'
import { freight, freightControllers } from './freight/index.js'
import { GoodsNamesAdminController } from './names/goods-names.admin.controller.js'
import { ArchivePermit } from './archive-permit.js'
import { BulkOutcome } from './bulk/bulk-outcome.js'
import { ChangeProducts } from './bulk/change-products.js'
import { ProductsAdminController } from './bulk/products.admin.controller.js'
import { CatalogAdminController } from './catalog.admin.controller.js'
import { CatalogFacade } from './catalog.facade.js'
import { CatalogPlaces } from './catalog-places.js'
import { CatalogQueries } from './catalog.queries.js'
import { RememberedShelfCounts } from './shelf-counts.js'
import { CatalogShopController } from './catalog.shop.controller.js'
import { ChangePrice } from './change-price.js'
import { ChangeShelf } from './change-shelf.js'
import { CountSales } from './count-sales.js'
import { CreateCategory } from './create-category.js'
import { CreateProduct } from './create-product.js'
import { EditCategory } from './edit-category.js'
import { EditProduct } from './edit-product.js'
import { KindTies } from './kind-ties.js'
import { BrowseHistory } from './favourites/browse-history.js'
import { Favourites } from './favourites/favourites.js'
import { importParts } from './import/import-parts.js'
import { ProductImportAdminController } from './import/product-import.admin.controller.js'
import { KeyedWrite } from './keyed-write.js'
import { MoveCategory } from './move-category.js'
import { MoveOnShelf } from './move-on-shelf.js'
import { PermitAdminController } from './permit.admin.controller.js'
import { PermitCheck } from './permit-check.js'
import { PermitQueries } from './permit.queries.js'
import { PriceListsAdminController } from './prices/price-lists.admin.controller.js'
import { PriceProposals } from './prices/price-proposals.js'
import { PriceTimers } from './prices/price-timers.js'
import { PriceTurns } from './prices/price-turns.js'
import { SavePriceLists } from './prices/save-price-lists.js'
import { ProductAdminController } from './product.admin.controller.js'
import { ProductMarks } from './product-marks.js'
import { RewriteLabels } from './rewrite-labels.js'
import { RewriteMatrix } from './rewrite-matrix.js'
import { RewriteOptions } from './rewrite-options.js'
import { RewriteSkus } from './rewrite-skus.js'
import { SavePermit } from './save-permit.js'
import { SearchSource } from './search-source.js'
import { shelfDays } from './shelf/index.js'
import { SkuRows } from './sku-rows.js'

const categories = [CreateCategory, AddCategory, EditCategory, MoveCategory, ArchiveCategory]
const products = [CreateProduct, AddProduct, EditProduct, ProductMarks, ChangePrice, CountSales]
const rewriting = [RewriteMatrix, RewriteOptions, RewriteSkus, SkuRows, RewriteLabels]
const shelf = [
  MoveOnShelf,
  ChangeShelf,
  ...shelfDays,
  ChangeProducts,
  BulkOutcome,
  PermitCheck,
  SavePermit,
  ArchivePermit,
]
const prices = [PriceTurns, PriceTimers, SavePriceLists, PriceProposals]
const kept = [Favourites, BrowseHistory, SearchSource]

@Module({
  imports: [MediaModule, SettingsModule],
  controllers: [
    CatalogShopController,
    CatalogAdminController,
    ProductAdminController,
    ProductsAdminController,
    PermitAdminController,
    ...assortmentControllers,
    ...freightControllers,
    GoodsNamesAdminController,
    PriceListsAdminController,
    ProductImportAdminController,
  ],
  providers: [
    CatalogQueries,
    RememberedShelfCounts,
    CatalogPlaces,
    PermitQueries,
    KeyedWrite,
    ...categories,
    ...products,
    ...rewriting,
    ...shelf,
    ...assortment,
    ...freight,
    ...prices,
    ...kept,
    ...importParts,
    KindTies,
    CatalogFacade,
  ],
  exports: [CatalogFacade, AssortmentFacade, KindTies, ...kept],
})
export class CatalogModule {}
