import { Inject, Injectable } from '@nestjs/common'
import { DomainError } from '@jishi/kernel/errors'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import type { Tx } from '../../infra/database/sql.js'
import { Outbox } from '../../infra/outbox/outbox.js'
import { PermitCheck } from './permit-check.js'
import { ProductMarks } from './product-marks.js'
import { refreshPriceSpan } from './price-span.js'

/** A day that was waited for is over with the move; one that takes it off again stays while it lies ahead. */
const MOVES = {
  on_shelf: `update spus set state = 'on_shelf', on_shelf_at = $2::timestamptz, shelf_from = null, shelf_refusal = null,
                    shelf_until = case when shelf_until > $2::timestamptz then shelf_until end
              where id = $1 and archived_at is null and state <> 'on_shelf'`,
  off_shelf: `update spus set state = case when state = 'scheduled' and on_shelf_at is null then 'draft' else 'off_shelf' end,
                    on_shelf_at = case when state = 'scheduled' then on_shelf_at else coalesce(on_shelf_at, $2::timestamptz) end,
                    shelf_from = null, shelf_until = null, shelf_refusal = null
              where id = $1 and archived_at is null and state <> 'off_shelf'`,
} as const

/** Puts products and SKUs on and off the shelf; repeating a move changes nothing. */
@Injectable()
export class MoveOnShelf {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly permits: PermitCheck,
    private readonly marks: ProductMarks,
  ) {}

  /** Throws NOT_FOUND, or PERMIT_MISSING for goods whose category asks for a paper the shop does not hold. */
  async run(tx: Tx, spuId: string, state: 'on_shelf' | 'off_shelf'): Promise<void> {
    if (state === 'on_shelf') await this.assertPermitted(tx, spuId)
    const moved = await tx.execute(MOVES[state], [spuId, isoOf(this.clock.now())])
    if (moved === 1) {
      await this.outbox.publish(tx, 'product.shelf_changed', { spuId, state })
      await this.marks.told(tx, [spuId])
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

  /** Takes a product out of every list into the recycle bin; orders and carts keep naming it. */
  async archive(tx: Tx, spuId: string): Promise<void> {
    const archived = await tx.execute(
      `update spus set archived_at = $2, shelf_from = null, shelf_until = null, shelf_refusal = null,
              state = case when state in ('draft', 'scheduled') and on_shelf_at is null then 'draft' else 'off_shelf' end
        where id = $1 and archived_at is null`,
      [spuId, isoOf(this.clock.now())],
    )
    if (archived === 0) return
    await this.outbox.publish(tx, 'product.shelf_changed', { spuId, state: 'off_shelf' })
    await this.marks.told(tx, [spuId])
  }

  async setSkuOnSale(tx: Tx, skuId: string, onSale: boolean): Promise<void> {
    const sku = await tx.maybe<{ spuId: string }>(
      'update skus set on_sale = $2 where id = $1 and archived_at is null returning spu_id as "spuId"',
      [skuId, onSale],
    )
    if (sku === undefined) throw new DomainError('NOT_FOUND')
    await refreshPriceSpan(tx, sku.spuId)
    await this.marks.edited(tx, [sku.spuId])
  }
}
