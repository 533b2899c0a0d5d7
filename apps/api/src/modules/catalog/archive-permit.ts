import { Inject, Injectable } from '@nestjs/common'
import { DomainError } from '@jishi/kernel/errors'
import type { Id } from '@jishi/kernel/id'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { AuditLog } from '../../infra/audit-log/audit-log.js'
import type { Doer } from '../../infra/auth/actor.js'
import { CLOCK } from '../../infra/clock/clock.js'
import type { Tx } from '../../infra/database/sql.js'

/** A paper that no longer counts; what it allowed and when stays on record. */
@Injectable()
export class ArchivePermit {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly auditLog: AuditLog,
  ) {}

  /** Throws NOT_FOUND or VERSION_CONFLICT. */
  async run(tx: Tx, actor: Doer, id: Id<'permit'>, version: number): Promise<Id<'permit'>> {
    const before = await tx.maybe<{ version: number; kind: string; number: string }>(
      'select version, kind, number from permits where id = $1 and archived_at is null for update',
      [id],
    )
    if (before === undefined) throw new DomainError('NOT_FOUND')
    if (before.version !== version) throw new DomainError('VERSION_CONFLICT')
    const now = isoOf(this.clock.now())
    await tx.execute('update permits set archived_at = $2, version = version + 1 where id = $1', [id, now])
    const { kind, number } = before
    await this.auditLog.write(tx, {
      actor,
      permission: 'permit.write',
      action: 'permit.archived',
      subject: { kind: 'permit', id },
      before: { kind, number },
    })
    return id
  }
}
