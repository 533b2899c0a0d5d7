import { Controller } from '@nestjs/common'
import type { ProductForm } from '@jishi/contracts/catalog/catalog-editing.schema'
import type { AdminProduct, AdminProductCounts, AdminProductDetail } from '@jishi/contracts/catalog/catalog.schema'
import type { InputOf } from '@jishi/contracts/endpoint'
import type { Page } from '@jishi/contracts/primitives.schema'
import { shopfrontEndpoints } from '@jishi/contracts/shopfront/shopfront.schema'
import { Database } from '../../infra/database/database.js'
import { Input } from '../../infra/http/parameters.js'
import { Serve } from '../../infra/http/serve.js'
import { AdminProducts } from './admin-products.js'

@Controller()
export class ShopfrontAdminController {
  constructor(
    private readonly database: Database,
    private readonly products: AdminProducts,
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
}
