import { Inject, Injectable } from '@nestjs/common'
import type { Id } from '@jishi/kernel/id'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { AuditLog } from '../../../infra/audit-log/audit-log.js'
import type { Doer } from '../../../infra/auth/actor.js'
import { CLOCK } from '../../../infra/clock/clock.js'
import type { Tx } from '../../../infra/database/sql.js'
import { Outbox } from '../../../infra/outbox/outbox.js'
import { heldLabel } from './label-rows.js'

/** A tag is a mark and nothing more: archived, it is gone from everything that carried it. */
@Injectable()
export class ArchiveTag {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly auditLog: AuditLog,
  ) {}

  /** Throws NOT_FOUND or VERSION_CONFLICT. */
  async run(tx: Tx, actor: Doer, id: Id<'tag'>, version: number): Promise<Id<'tag'>> {
    const before = await heldLabel(tx, 'tags', 'name, shown', id, version)
    const now = isoOf(this.clock.now())
    await tx.execute('update tags set archived_at = $2, version = version + 1 where id = $1', [id, now])
    await this.outbox.publish(tx, 'assortment.changed', { kind: 'tag', id, after: null })
    await this.auditLog.write(tx, {
      ...{ actor, permission: 'product.write', action: 'tag.archived', subject: { kind: 'tag', id }, before },
    })
    return id
  }
}
