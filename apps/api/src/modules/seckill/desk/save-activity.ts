import { Inject, Injectable } from '@nestjs/common'
import type { ChangeSeckillBody, CloneBody, SeckillBody } from '@jishi/contracts/seckill/seckill-desk.schema'
import { DomainError } from '@jishi/kernel/errors'
import { newId } from '@jishi/kernel/id'
import { instantOf, isoOf, type Clock } from '@jishi/kernel/time'
import { AuditLog } from '../../../infra/audit-log/audit-log.js'
import type { Doer } from '../../../infra/auth/actor.js'
import { CLOCK } from '../../../infra/clock/clock.js'
import type { Tx } from '../../../infra/database/sql.js'
import { CatalogFacade } from '../../catalog/index.js'
import { activityLife } from '../domain/activity-life.js'
import {
  bodyOf,
  factsOf,
  FORM,
  formOf,
  heldActivity,
  isoTimes,
  itemsOf,
  type ActivityId,
  type ActivityRow,
} from './activity.rows.js'

const operatorId = (doer: Doer): string | null => (doer.kind === 'operator' ? doer.operatorId : null)

/** Writes flash sales down. Only a draft changes: what shoppers were promised stays. */
@Injectable()
export class SaveActivity {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly catalog: CatalogFacade,
    private readonly auditLog: AuditLog,
  ) {}

  /** Throws VALIDATION_FAILED with the place of a SKU that does not exist. */
  async create(tx: Tx, doer: Doer, id: ActivityId, body: SeckillBody): Promise<ActivityId> {
    const now = isoOf(this.clock.now())
    await tx.execute(
      `insert into activities (id, kind, state, created_by, written_by, created_at, updated_at, ${FORM.join(', ')})
       values ($1, 'seckill', 'draft', $2, $2, $3, $3, ${FORM.map((_, at) => `$${at + 4}`).join(', ')})`,
      [id, operatorId(doer), now, ...formOf(body)],
    )
    await this.writeItems(tx, id, body)
    await this.note(tx, doer, 'seckill.created', id, undefined, isoTimes(body))
    return id
  }

  /** Throws NOT_FOUND, VERSION_CONFLICT, SECKILL_NOT_CHANGEABLE, VALIDATION_FAILED. Whoever agreed to its prices has to again. */
  async change(tx: Tx, doer: Doer, id: ActivityId, { version, ...body }: ChangeSeckillBody): Promise<ActivityId> {
    const held = await this.draft(tx, id, version)
    const before = bodyOf(held, await itemsOf(tx, id))
    await tx.execute(
      `update activities set version = version + 1, updated_at = $2, written_by = $3, agreed_by = null,
              ${FORM.map((name, at) => `${name} = $${at + 4}`).join(', ')} where id = $1`,
      [id, isoOf(this.clock.now()), operatorId(doer), ...formOf(body)],
    )
    await tx.execute('delete from activity_skus where activity_id = $1', [id])
    await this.writeItems(tx, id, body)
    await this.note(tx, doer, 'seckill.changed', id, before, isoTimes(body))
    return id
  }

  /** Throws NOT_FOUND and SECKILL_NOT_CHANGEABLE. */
  async discard(tx: Tx, doer: Doer, id: ActivityId): Promise<ActivityId> {
    const held = await this.draft(tx, id)
    const before = bodyOf(held, await itemsOf(tx, id))
    await tx.execute('delete from activities where id = $1', [id])
    await this.note(tx, doer, 'seckill.discarded', id, before, null)
    return id
  }

  /** The same goods at other times; `first` becomes the id of the first copy. Throws NOT_FOUND. */
  async clone(tx: Tx, doer: Doer, from: string, first: ActivityId, { sessions }: CloneBody): Promise<ActivityId> {
    const source = await heldActivity(tx, from)
    const body = bodyOf(source, await itemsOf(tx, from))
    for (const [place, times] of sessions.entries()) {
      const id = place === 0 ? first : newId<'seckillActivity'>(this.clock)
      await this.create(tx, doer, id, { ...body, ...times })
      await tx.execute('update activities set copy_of = $2 where id = $1', [id, first])
    }
    return first
  }

  private async draft(tx: Tx, id: string, version?: number): Promise<ActivityRow> {
    const held = await heldActivity(tx, id, version)
    const refused = activityLife.refusal(held.state, 'change', factsOf(held, this.clock.now()))
    if (refused !== undefined) throw new DomainError('SECKILL_NOT_CHANGEABLE', { state: held.state })
    return held
  }

  private async writeItems(tx: Tx, id: ActivityId, { items, startsAt, endsAt }: SeckillBody): Promise<void> {
    const skus = await this.catalog.skuFacts(
      tx,
      items.map(({ skuId }) => skuId),
    )
    const unknown = items.flatMap(({ skuId }, place) =>
      skus.has(skuId) ? [] : [{ path: `items.${place}.skuId`, message: 'there is no such SKU' }],
    )
    if (unknown.length > 0) throw new DomainError('VALIDATION_FAILED', unknown)
    await tx.execute(
      `insert into activity_skus (id, activity_id, position, sku_id, spu_id, price_fen, per_member, total, opens_at, closes_at)
       select g.id, $1, g.position, g.sku_id, g.spu_id, g.price_fen, g.per_member, g.total, $2, $3
         from unnest($4::uuid[], $5::int[], $6::uuid[], $7::uuid[], $8::bigint[], $9::int[], $10::int[])
              as g (id, position, sku_id, spu_id, price_fen, per_member, total)`,
      [
        ...[id, isoOf(instantOf(startsAt)), isoOf(instantOf(endsAt))],
        items.map(() => newId<'seckillItem'>(this.clock)),
        items.map((_, place) => place + 1),
        items.map(({ skuId }) => skuId),
        items.map(({ skuId }) => skus.get(skuId)?.spuId ?? ''),
        items.map(({ priceFen }) => priceFen),
        items.map(({ perMember }) => perMember),
        items.map(({ total }) => total),
      ],
    )
  }

  private note(tx: Tx, actor: Doer, action: string, id: string, before: unknown, after: unknown): Promise<void> {
    return this.auditLog.write(tx, {
      ...{ actor, permission: 'seckill.write', action, subject: { kind: 'seckill_activity', id } },
      ...(before === undefined ? {} : { before }),
      after,
    })
  }
}
