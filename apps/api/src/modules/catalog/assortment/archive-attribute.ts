import { Inject, Injectable } from '@nestjs/common'
import type { Id } from '@jishi/kernel/id'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { AuditLog } from '../../../infra/audit-log/audit-log.js'
import type { Doer } from '../../../infra/auth/actor.js'
import { CLOCK } from '../../../infra/clock/clock.js'
import type { Tx } from '../../../infra/database/sql.js'
import { Outbox } from '../../../infra/outbox/outbox.js'
import { heldLabel } from './label-rows.js'

/** An attribute that is asked for no more. Goods keep what they answered, and still say so. */
@Injectable()
export class ArchiveAttribute {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly auditLog: AuditLog,
  ) {}

  /** Throws NOT_FOUND or VERSION_CONFLICT. */
  async run(tx: Tx, actor: Doer, id: Id<'attribute'>, version: number): Promise<Id<'attribute'>> {
    const before = await heldLabel(tx, 'attributes', 'name, category_id as "categoryId"', id, version)
    const now = isoOf(this.clock.now())
    await tx.execute('update attributes set archived_at = $2, version = version + 1 where id = $1', [id, now])
    await this.outbox.publish(tx, 'assortment.changed', { kind: 'attribute', id, after: null })
    await this.auditLog.write(tx, {
      actor,
      permission: 'category.write',
      action: 'attribute.archived',
      subject: { kind: 'attribute', id },
      before,
    })
    return id
  }
}
