import { Injectable } from '@nestjs/common'
import type { ProductBody } from '@jishi/contracts/catalog/catalog-editing.schema'
import type { Picture } from '@jishi/contracts/primitives.schema'
import type { Tx } from '../../infra/database/sql.js'
import { refreshPriceSpan } from './price-span.js'
import { RewriteOptions } from './rewrite-options.js'
import { RewriteSkus } from './rewrite-skus.js'

/** Writes options and combinations of a product anew, and the price span that follows from them. */
@Injectable()
export class RewriteMatrix {
  constructor(
    private readonly options: RewriteOptions,
    private readonly skus: RewriteSkus,
  ) {}

  /** Throws VALIDATION_FAILED for an option of another product; a code that is taken breaks its constraint. */
  async run(
    tx: Tx,
    spuId: string,
    { options, skus }: Pick<ProductBody, 'options' | 'skus'>,
    picture: (pictureId: string) => Picture,
  ): Promise<void> {
    await tx.execute('set constraints skus_external_code_key, skus_barcode_key, skus_spu_id_option_key_key deferred')
    const axes = await this.options.run(tx, spuId, options)
    await this.skus.run(tx, spuId, skus, axes, picture)
    // What collides says so here, where it still has a name, and not at the commit.
    await tx.execute('set constraints all immediate')
    await refreshPriceSpan(tx, spuId)
  }
}
