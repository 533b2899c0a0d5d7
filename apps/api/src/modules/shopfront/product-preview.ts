import { Injectable } from '@nestjs/common'
import type { PreviewPass, ProductView } from '@jishi/contracts/shopfront/shopfront.schema'
import { DomainError } from '@jishi/kernel/errors'
import { isoOf } from '@jishi/kernel/time'
import { AuditLog } from '../../infra/audit-log/audit-log.js'
import type { OperatorActor } from '../../infra/auth/actor.js'
import { Database } from '../../infra/database/database.js'
import type { Visit } from '../../infra/http/visit.js'
import { CatalogFacade } from '../catalog/index.js'
import { PreviewPasses } from './preview-pass.js'
import { ProductPage } from './product-page.js'

/** The page of a product before it is for sale. Looking is all a pass is good for: carts and orders ask the shelf themselves. */
@Injectable()
export class ProductPreview {
  constructor(
    private readonly database: Database,
    private readonly catalog: CatalogFacade,
    private readonly passes: PreviewPasses,
    private readonly page: ProductPage,
    private readonly auditLog: AuditLog,
  ) {}

  /** Throws NOT_FOUND for what is in the recycle bin or never was. */
  async open(operator: OperatorActor, id: string): Promise<PreviewPass> {
    return this.database.transaction(async (tx) => {
      const product = await this.catalog.productCore(tx, id)
      if (product === undefined) throw new DomainError('NOT_FOUND')
      const { pass, until } = this.passes.make(product)
      await this.auditLog.write(tx, {
        actor: operator,
        permission: 'product.write',
        action: 'product.previewed',
        subject: { kind: 'product', id },
        after: { version: product.version, until: isoOf(until) },
      })
      return { pass, until: isoOf(until) }
    })
  }

  /** What shoppers would see were it on the shelf now. Throws PREVIEW_ENDED. */
  async view(id: string, pass: string, visit: Visit): Promise<ProductView> {
    return this.page.preview(this.database, id, visit, (product) => this.passes.assertHolds(product, pass))
  }
}
