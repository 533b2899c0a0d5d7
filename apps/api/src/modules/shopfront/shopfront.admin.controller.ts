import { Controller } from '@nestjs/common'
import type { ProductForm } from '@jishi/contracts/catalog/catalog-editing.schema'
import type { AdminProduct, AdminProductCounts, AdminProductDetail } from '@jishi/contracts/catalog/catalog.schema'
import { productImportEndpoints } from '@jishi/contracts/catalog/product-import.schema'
import type { InputOf } from '@jishi/contracts/endpoint'
import type { FileReply, Page } from '@jishi/contracts/primitives.schema'
import { shopfrontEndpoints, type PreviewPass } from '@jishi/contracts/shopfront/shopfront.schema'
import type { OperatorActor } from '../../infra/auth/actor.js'
import { Database } from '../../infra/database/database.js'
import { Idempotent, Input, Operator } from '../../infra/http/parameters.js'
import { Serve } from '../../infra/http/serve.js'
import type { IdempotentCall } from '../../infra/idempotency/idempotency.js'
import { AdminProducts } from './admin-products.js'
import { ExportProducts } from './export-products.js'
import { ProductPreview } from './product-preview.js'

@Controller()
export class ShopfrontAdminController {
  constructor(
    private readonly database: Database,
    private readonly products: AdminProducts,
    private readonly exporting: ExportProducts,
    private readonly preview: ProductPreview,
  ) {}

  @Serve(shopfrontEndpoints.adminProducts)
  page(@Input() { query }: InputOf<typeof shopfrontEndpoints.adminProducts>): Promise<Page<AdminProduct>> {
    return this.products.page(this.database, query)
  }

  @Serve(shopfrontEndpoints.adminProductCounts)
  counts(): Promise<AdminProductCounts> {
    return this.products.counts(this.database)
  }

  @Serve(shopfrontEndpoints.adminProduct)
  detail(@Input() { params }: InputOf<typeof shopfrontEndpoints.adminProduct>): Promise<AdminProductDetail> {
    return this.products.detail(this.database, params.id)
  }

  @Serve(shopfrontEndpoints.productForm)
  form(@Input() { params }: InputOf<typeof shopfrontEndpoints.productForm>): Promise<ProductForm> {
    return this.products.form(this.database, params.id)
  }

  @Serve(shopfrontEndpoints.openPreview)
  openPreview(
    @Operator() operator: OperatorActor,
    @Input() { params }: InputOf<typeof shopfrontEndpoints.openPreview>,
  ): Promise<PreviewPass> {
    return this.preview.open(operator, params.id)
  }

  @Serve(productImportEndpoints.exported)
  exported(
    @Operator() operator: OperatorActor,
    @Input() { body }: InputOf<typeof productImportEndpoints.exported>,
    @Idempotent() call: IdempotentCall,
  ): Promise<FileReply> {
    return this.exporting.run(operator, call, body)
  }
}
