import { Inject, Injectable } from '@nestjs/common'
import type { IssueRefusal } from '@jishi/contracts/promotion/promotion.terms'
import type { Id } from '@jishi/kernel/id'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { json, type Sql, type Tx } from '../../../infra/database/sql.js'

export type CouponBatchId = Id<'couponBatch'>

export interface NewBatch {
  readonly id: CouponBatchId
  readonly templateId: string
  readonly kind: 'people' | 'codes'
  readonly by: string
  readonly note: string | null
}

/** A row of the call that got nothing, counted from one. */
export interface RefusedRow {
  readonly row: number
  readonly reason: IssueRefusal
}

export interface BatchOutcome {
  readonly made: number
  readonly refused: readonly RefusedRow[]
}

/** What one call of an operator made, so that a repeat of it is answered with the same. Who was named is not kept. */
@Injectable()
export class CouponBatches {
  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  async open(tx: Tx, { id, templateId, kind, by, note }: NewBatch): Promise<void> {
    await tx.execute(
      `insert into coupon_batches (id, template_id, kind, made, refused, note, created_by, created_at)
       values ($1, $2, $3, 0, '[]', $4, $5, $6)`,
      [id, templateId, kind, note, by, isoOf(this.clock.now())],
    )
  }

  async close(tx: Tx, id: CouponBatchId, made: number, refused: readonly RefusedRow[]): Promise<void> {
    await tx.execute('update coupon_batches set made = $2, refused = $3 where id = $1', [id, made, json(refused)])
  }

  outcome(sql: Sql, id: CouponBatchId): Promise<BatchOutcome> {
    return sql.one<BatchOutcome>('select made, refused from coupon_batches where id = $1', [id])
  }
}
