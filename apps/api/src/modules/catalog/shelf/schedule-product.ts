import { Inject, Injectable } from '@nestjs/common'
import type { ScheduleBody } from '@jishi/contracts/catalog/product-shelf.schema'
import type { SpuState } from '@jishi/contracts/catalog/catalog.terms'
import { DomainError } from '@jishi/kernel/errors'
import type { Id } from '@jishi/kernel/id'
import { instantOf, isoOf, type Clock, type Instant } from '@jishi/kernel/time'
import { AuditLog } from '../../../infra/audit-log/audit-log.js'
import type { Doer } from '../../../infra/auth/actor.js'
import { CLOCK } from '../../../infra/clock/clock.js'
import type { Tx } from '../../../infra/database/sql.js'
import { scheduleFlaws } from '../domain/shelf-days.js'
import { PermitCheck } from '../permit-check.js'
import { assertComplete } from '../product-checks.js'
import { ProductMarks } from '../product-marks.js'
import { ShelfClock } from './shelf-clock.js'

interface Held {
  readonly state: SpuState
  readonly categoryId: string
  readonly shelfFrom: Instant | null
  readonly shelfUntil: Instant | null
}

const moment = (at: Instant | null): string | null => (at === null ? null : isoOf(at))
const parsed = (at: string | null): Instant | null => (at === null ? null : instantOf(at))

/** Lets a product wait for the day it comes to the shelf, and says when it leaves. */
@Injectable()
export class ScheduleProduct {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly permits: PermitCheck,
    private readonly shelfClock: ShelfClock,
    private readonly marks: ProductMarks,
    private readonly auditLog: AuditLog,
  ) {}

  /**
   * What it lacks is said now and looked at again when the day has come. Throws NOT_FOUND, VALIDATION_FAILED for days
   * that cannot be, PRODUCT_INCOMPLETE or PERMIT_MISSING.
   */
  async run(tx: Tx, actor: Doer, id: Id<'product'>, body: ScheduleBody): Promise<Id<'product'>> {
    const before = await tx.maybe<Held>(
      `select state, category_id as "categoryId", shelf_from as "shelfFrom", shelf_until as "shelfUntil"
         from spus where id = $1 and archived_at is null for no key update`,
      [id],
    )
    if (before === undefined) throw new DomainError('NOT_FOUND')
    const days = { from: parsed(body.shelfFrom), until: parsed(body.shelfUntil) }
    const flaws = scheduleFlaws(before.state, days, this.clock.now())
    if (flaws.length > 0) throw new DomainError('VALIDATION_FAILED', flaws)
    if (before.state !== 'on_shelf') {
      await assertComplete(tx, id)
      await this.permits.assertHeld(tx, before.categoryId)
    }
    const state: SpuState = before.state === 'on_shelf' ? 'on_shelf' : 'scheduled'
    await tx.execute(
      'update spus set state = $2, shelf_from = $3, shelf_until = $4, shelf_refusal = null where id = $1',
      [id, state, moment(days.from), moment(days.until)],
    )
    this.shelfClock.set(tx, id, days)
    await this.marks.edited(tx, [id], actor)
    await this.auditLog.write(tx, {
      actor,
      permission: 'product.write',
      action: 'product.scheduled',
      subject: { kind: 'product', id },
      before: { state: before.state, shelfFrom: moment(before.shelfFrom), shelfUntil: moment(before.shelfUntil) },
      after: { state, shelfFrom: moment(days.from), shelfUntil: moment(days.until) },
    })
    return id
  }
}
