import { Inject, Injectable } from '@nestjs/common'
import { DomainError, isDomainError } from '@jishi/kernel/errors'
import { newId } from '@jishi/kernel/id'
import { addMs, isoOf, type Clock, type Instant } from '@jishi/kernel/time'
import { AuditLog } from '../../../infra/audit-log/audit-log.js'
import type { Doer } from '../../../infra/auth/actor.js'
import { CLOCK } from '../../../infra/clock/clock.js'
import { isExclusionViolation } from '../../../infra/database/failures.js'
import type { Tx } from '../../../infra/database/sql.js'
import { Queues } from '../../../infra/queue/queues.js'
import { InventoryFacade } from '../../inventory/index.js'
import { activityLife, type ActivityAction } from '../domain/activity-life.js'
import { ItemMemory } from '../engine/item-memory.js'
import { SECKILL_TURN } from '../seckill-jobs.js'
import { ArmChecks } from './arm-checks.js'
import { factsOf, heldActivity, itemsOf, type ActivityId, type ActivityRow, type ItemRow } from './activity.rows.js'

const ONE_AT_A_TIME = 'activity_skus_one_at_a_time'

/** What operators and the clock do with a flash sale. Each step is compared and set on the locked row. */
@Injectable()
export class TurnActivity {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly checks: ArmChecks,
    private readonly inventory: InventoryFacade,
    private readonly auditLog: AuditLog,
    private readonly memory: ItemMemory,
    private readonly queues: Queues,
  ) {}

  /** Throws NOT_FOUND, VERSION_CONFLICT, SECKILL_ACTION_NOT_ALLOWED, and SECKILL_SELF_APPROVAL for whoever wrote the prices. */
  async agree(tx: Tx, doer: Doer, id: ActivityId, version: number): Promise<ActivityId> {
    const held = await heldActivity(tx, id, version)
    this.next(held, 'agree')
    const own = doer.kind !== 'operator' || doer.operatorId === held.writtenBy
    if (own) throw new DomainError('SECKILL_SELF_APPROVAL')
    const below = await this.checks.belowFloor(tx, await itemsOf(tx, id))
    await tx.execute(`update activities set agreed_by = $2, version = version + 1, updated_at = $3 where id = $1`, [
      ...[id, doer.operatorId, isoOf(this.clock.now())],
    ])
    await this.note(tx, doer, held, 'seckill.agreed', { belowFloor: below }, 'promotion.approve')
    return id
  }

  /**
   * The stock of every SKU leaves what is for sale, or none does. Throws NOT_FOUND, VERSION_CONFLICT, SECKILL_ACTION_NOT_ALLOWED,
   * what `ArmChecks` throws, SECKILL_STOCK_SHORT and SECKILL_OVERLAP with `details.items`.
   */
  async arm(tx: Tx, doer: Doer, id: ActivityId, version?: number): Promise<ActivityId> {
    const held = await heldActivity(tx, id, version)
    if (held.state === 'draft' && held.startsAt <= this.clock.now()) throw new DomainError('SECKILL_TIMES_OVER')
    this.next(held, 'arm')
    const items = await itemsOf(tx, id)
    const was = await this.checks.run(tx, held, items)
    await this.assertAlone(tx, held)
    await this.makeLive(tx, items, was)
    const stockId = newId<'stockActivity'>(this.clock)
    await this.takeStock(tx, stockId, items)
    await tx.execute(
      `update activities set state = 'armed', version = version + 1, updated_at = $2, armed_at = $2, armed_by = $3, stock_id = $4
        where id = $1`,
      [id, isoOf(this.clock.now()), doer.kind === 'operator' ? doer.operatorId : null, stockId],
    )
    await this.note(tx, doer, held, 'seckill.armed', { state: 'armed' })
    for (const at of [held.startsAt, held.endsAt]) {
      this.queues.scheduleAfter(tx, SECKILL_TURN, { activityId: id }, addMs(at, 1))
    }
    this.forget(tx, id)
    return id
  }

  /** Throws NOT_FOUND, VERSION_CONFLICT and SECKILL_ACTION_NOT_ALLOWED once it has begun. */
  async disarm(tx: Tx, doer: Doer, id: ActivityId, version: number): Promise<ActivityId> {
    const held = await heldActivity(tx, id, version)
    this.next(held, 'disarm')
    await tx.execute('update activity_skus set live = false where activity_id = $1', [id])
    if (held.stockId !== null) await this.inventory.disarm(tx, held.stockId)
    await tx.execute(
      `update activities set state = 'draft', version = version + 1, updated_at = $2, armed_at = null, armed_by = null, stock_id = null
        where id = $1`,
      [id, isoOf(this.clock.now())],
    )
    await this.note(tx, doer, held, 'seckill.disarmed', { state: 'draft' })
    this.forget(tx, id)
    return id
  }

  /** Whoever waits for a decision is told so with the next one: every decision looks at the row that this changes. */
  async stop(tx: Tx, doer: Doer, id: ActivityId): Promise<ActivityId> {
    const held = await heldActivity(tx, id)
    this.next(held, 'stop')
    await tx.execute('update activity_skus set live = false where activity_id = $1', [id])
    await tx.execute(
      `update activities set state = 'stopped', version = version + 1, updated_at = $2, stopped_at = $2, stopped_by = $3 where id = $1`,
      [id, isoOf(this.clock.now()), doer.kind === 'operator' ? doer.operatorId : null],
    )
    await this.note(tx, doer, held, 'seckill.stopped', { state: 'stopped' })
    this.queues.scheduleAfter(tx, SECKILL_TURN, { activityId: id }, addMs(this.clock.now(), held.payWithinMs + 1_000))
    this.forget(tx, id)
    return id
  }

  /** What the clock asks for; false where there is nothing to do. */
  async byTime(tx: Tx, id: string, now: Instant): Promise<boolean> {
    const held = await heldActivity(tx, id)
    const facts = factsOf(held, now)
    const action = (['end', 'begin'] as const).find(
      (turn) => activityLife.refusal(held.state, turn, facts, 'system') === undefined,
    )
    if (action === undefined) return false
    const state = activityLife.next(held.state, action, facts, 'system')
    if (state === 'ended') await tx.execute('update activity_skus set live = false where activity_id = $1', [id])
    await tx.execute('update activities set state = $2, version = version + 1, updated_at = $3 where id = $1', [
      ...[id, state, isoOf(now)],
    ])
    const doer = { kind: 'system', name: 'seckill.turns' } as const
    await this.note(tx, doer, held, state === 'ended' ? 'seckill.ended' : 'seckill.begun', { state })
    this.forget(tx, id)
    return true
  }

  private next(held: ActivityRow, action: ActivityAction): void {
    activityLife.next(held.state, action, factsOf(held, this.clock.now()))
  }

  /** Named before the constraint would say only that there is one; the constraint stands for what comes in between. */
  private async assertAlone(tx: Tx, { id }: ActivityRow): Promise<void> {
    const others = await tx.rows<{
      skuId: string
      activityId: string
      name: string
      startsAt: Instant
      endsAt: Instant
    }>(
      `select i.sku_id as "skuId", a.id as "activityId", a.name, a.starts_at as "startsAt", a.ends_at as "endsAt"
         from activity_skus i join activity_skus o on o.sku_id = i.sku_id and o.live and o.activity_id <> i.activity_id
              and tstzrange(o.opens_at, o.closes_at) && tstzrange(i.opens_at, i.closes_at)
         join activities a on a.id = o.activity_id
        where i.activity_id = $1 order by i.position`,
      [id],
    )
    if (others.length === 0) return
    const items = others.map((other) => ({ ...other, startsAt: isoOf(other.startsAt), endsAt: isoOf(other.endsAt) }))
    throw new DomainError('SECKILL_OVERLAP', { items })
  }

  private async makeLive(tx: Tx, items: readonly ItemRow[], was: ReadonlyMap<string, number>): Promise<void> {
    try {
      await tx.execute(
        `update activity_skus i set live = true, was_fen = g.was_fen
           from unnest($1::uuid[], $2::bigint[]) as g (id, was_fen) where i.id = g.id`,
        [items.map(({ id }) => id), items.map(({ skuId }) => was.get(skuId) ?? null)],
      )
    } catch (error) {
      if (isExclusionViolation(error, ONE_AT_A_TIME)) throw new DomainError('SECKILL_OVERLAP', { items: [] })
      throw error
    }
  }

  private async takeStock(tx: Tx, stockId: string, items: readonly ItemRow[]): Promise<void> {
    const lines = items.map(({ skuId, total }) => ({ skuId, qty: total }))
    try {
      await this.inventory.arm(tx, { activityId: stockId, reference: 'arm', lines })
    } catch (error) {
      if (!isDomainError(error, 'OUT_OF_STOCK')) throw error
      const short = (error.details as { items: { skuId: string; available: number }[] }).items
      const wanted = new Map(lines.map(({ skuId, qty }) => [skuId, qty]))
      throw new DomainError('SECKILL_STOCK_SHORT', {
        items: short.map(({ skuId, available }) => ({ skuId, available, wanted: wanted.get(skuId) ?? 0 })),
      })
    }
  }

  private forget(tx: Tx, id: string): void {
    tx.afterCommit(() => this.memory.forget(id))
  }

  private note(
    tx: Tx,
    actor: Doer,
    held: ActivityRow,
    action: string,
    after: unknown,
    permission = 'seckill.write',
  ): Promise<void> {
    return this.auditLog.write(tx, {
      ...{ actor, action, subject: { kind: 'seckill_activity', id: held.id } },
      ...(actor.kind === 'operator' ? { permission } : {}),
      ...{ before: { state: held.state }, after },
    })
  }
}
