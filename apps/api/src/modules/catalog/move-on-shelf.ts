import { Inject, Injectable } from '@nestjs/common'
import { DomainError } from '@jishi/kernel/errors'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import type { Tx } from '../../infra/database/sql.js'
import { Outbox } from '../../infra/outbox/outbox.js'
import { PermitCheck } from './permit-check.js'
import { refreshPriceSpan } from './price-span.js'

/** Puts products and SKUs on and off the shelf; repeating a move changes nothing. */
@Injectable()
export class MoveOnShelf {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly permits: PermitCheck,
  ) {}

  /** Throws NOT_FOUND, or PERMIT_MISSING for goods whose category asks for a paper the shop does not hold. */
  async run(tx: Tx, spuId: string, state: 'on_shelf' | 'off_shelf'): Promise<void> {
    if (state === 'on_shelf') await this.assertPermitted(tx, spuId)
    const moved = await tx.execute(
      `update spus set state = $2, version = version + 1,
              on_shelf_at = case when $2 = 'on_shelf' then $3::timestamptz else coalesce(on_shelf_at, $3::timestamptz) end
        where id = $1 and archived_at is null and state <> $2`,
      [spuId, state, isoOf(this.clock.now())],
    )
    if (moved === 1) {
      await this.outbox.publish(tx, 'product.shelf_changed', { spuId, state })
      return
    }
    const there = await tx.maybe('select 1 as one from spus where id = $1 and archived_at is null', [spuId])
    if (there === undefined) throw new DomainError('NOT_FOUND')
  }

  private async assertPermitted(tx: Tx, spuId: string): Promise<void> {
    // The row is held, so that the category that was looked at is the one the product goes on the shelf in.
    const spu = await tx.maybe<{ categoryId: string }>(
      `select category_id as "categoryId" from spus where id = $1 and archived_at is null for no key update`,
      [spuId],
    )
    if (spu !== undefined) await this.permits.assertHeld(tx, spu.categoryId)
  }

  /** Archiving takes a product out of every list for good; orders and carts keep naming it. */
  async archive(tx: Tx, spuId: string): Promise<void> {
    const archived = await tx.execute(
      `update spus set archived_at = $2, state = case when state = 'draft' then state else 'off_shelf' end, version = version + 1
        where id = $1 and archived_at is null`,
      [spuId, isoOf(this.clock.now())],
    )
    if (archived === 1) await this.outbox.publish(tx, 'product.shelf_changed', { spuId, state: 'off_shelf' })
  }

  async setSkuOnSale(tx: Tx, skuId: string, onSale: boolean): Promise<void> {
    const sku = await tx.maybe<{ spuId: string }>(
      'update skus set on_sale = $2 where id = $1 and archived_at is null returning spu_id as "spuId"',
      [skuId, onSale],
    )
    if (sku === undefined) throw new DomainError('NOT_FOUND')
    await refreshPriceSpan(tx, sku.spuId)
  }
}
