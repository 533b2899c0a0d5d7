import { Injectable } from '@nestjs/common'
import type { ProductBody, SkuBody } from '@jishi/contracts/catalog/catalog-editing.schema'
import { idOf, type Id } from '@jishi/kernel/id'
import { fen } from '@jishi/kernel/money'
import { AuditLog } from '../../infra/audit-log/audit-log.js'
import type { Doer } from '../../infra/auth/actor.js'
import { randomName } from '../../infra/crypto/random.js'
import type { Tx } from '../../infra/database/sql.js'
import { MediaFacade } from '../media/index.js'
import type { NewSku } from './catalog.types.js'
import { CreateProduct } from './create-product.js'
import { checkProduct } from './product-checks.js'
import { productSnapshot } from './product-snapshot.js'
import { RewriteLabels } from './rewrite-labels.js'

/** The code of a SKU that nobody named. */
export const givenCode = (): string => `SKU-${randomName().replace(/[-_]/g, '0').slice(0, 10).toUpperCase()}`

export const newSku = (sku: SkuBody): NewSku => ({
  values: sku.values,
  externalCode: sku.externalCode ?? givenCode(),
  barcode: sku.barcode ?? undefined,
  weightG: sku.weightG,
  volumeCm3: sku.volumeCm3 ?? undefined,
  costFen: sku.costFen === null ? undefined : fen(sku.costFen),
  floorFen: sku.floorFen === null ? undefined : fen(sku.floorFen),
  priceFen: fen(sku.priceFen),
  pictureId: sku.pictureId ?? undefined,
  onSale: sku.onSale,
})

/** A new product of an operator: a draft that nobody sees until it is put on the shelf. */
@Injectable()
export class AddProduct {
  constructor(
    private readonly create: CreateProduct,
    private readonly labels: RewriteLabels,
    private readonly media: MediaFacade,
    private readonly auditLog: AuditLog,
  ) {}

  /** Throws VALIDATION_FAILED, PRICE_BELOW_FLOOR or SKU_CODE_TAKEN. */
  async run(tx: Tx, actor: Doer, body: ProductBody, code = `product-${randomName()}`): Promise<Id<'product'>> {
    await checkProduct(tx, this.media, body, null)
    const { origin, options, skus, categoryId, ...same } = body
    const { spuId } = await this.create.run(tx, {
      ...same,
      code,
      categoryId: idOf<'category'>(categoryId),
      origin: origin ?? undefined,
      state: 'draft',
      options: options.map(({ name, values }) => ({ name, values: values.map((value) => value.name) })),
      skus: skus.map(newSku),
    })
    await this.labels.run(tx, spuId, categoryId, 'draft', body)
    await this.auditLog.write(tx, {
      actor,
      permission: 'product.write',
      action: 'product.added',
      subject: { kind: 'product', id: spuId },
      after: await productSnapshot(tx, spuId),
    })
    return idOf<'product'>(spuId)
  }
}
