import { Injectable } from '@nestjs/common'
import { DomainError } from '@jishi/kernel/errors'
import type { Sql } from '../../infra/database/sql.js'

/** Whether SKUs have something that belongs to the kind of goods they are: stock that was ever received. */
export type TieOf = (reader: Sql, skuIds: readonly string[]) => Promise<boolean>

/**
 * What ties a product to its kind, asked of the modules that keep it: they know SKUs, and the catalogue knows nothing of
 * stock. Each names itself once when the shop starts.
 */
@Injectable()
export class KindTies {
  private readonly ties = new Map<string, TieOf>()

  register(name: string, tie: TieOf): void {
    this.ties.set(name, tie)
  }

  /** Asked under the lock of the product, which whoever stocks it waits for. Throws PRODUCT_KIND_FIXED. */
  async assertFree(reader: Sql, spuId: string): Promise<void> {
    const { fresh, skuIds } = await reader.one<{ fresh: boolean; skuIds: string[] }>(
      `select s.state = 'draft' and s.on_shelf_at is null and s.sold_count = 0 as fresh,
              array(select k.id from skus k where k.spu_id = s.id) as "skuIds"
         from spus s where s.id = $1`,
      [spuId],
    )
    if (!fresh) throw new DomainError('PRODUCT_KIND_FIXED')
    for (const tie of this.ties.values()) if (await tie(reader, skuIds)) throw new DomainError('PRODUCT_KIND_FIXED')
  }
}
