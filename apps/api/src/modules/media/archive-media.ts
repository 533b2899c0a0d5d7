import { Inject, Injectable } from '@nestjs/common'
import { DomainError } from '@jishi/kernel/errors'
import { isoOf, type Clock, type Instant } from '@jishi/kernel/time'
import { AuditLog } from '../../infra/audit-log/audit-log.js'
import type { OperatorActor } from '../../infra/auth/actor.js'
import { CLOCK } from '../../infra/clock/clock.js'
import { Database } from '../../infra/database/database.js'
import type { Tx } from '../../infra/database/sql.js'
import { Idempotency, type IdempotentCall } from '../../infra/idempotency/idempotency.js'
import { MediaPlaces } from './media-places.js'

interface Held {
  readonly kind: 'picture' | 'video'
  readonly archivedAt: Instant | null
}

/** Puts away what nothing shows, and takes it back. */
@Injectable()
export class ArchiveMedia {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly places: MediaPlaces,
    private readonly auditLog: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Throws NOT_FOUND, or MEDIA_IN_USE with the places that show it. */
  async archive(operator: OperatorActor, call: IdempotentCall, id: string): Promise<void> {
    await this.once(call, async (tx) => {
      // The lock waits for everybody who is about to refer to it; whoever comes later waits for us.
      const { kind, archivedAt } = await this.held(tx, id)
      if (archivedAt !== null) return
      const total = (await this.places.counts(tx, [id])).get(id) ?? 0
      if (total > 0) throw new DomainError('MEDIA_IN_USE', { total, places: await this.places.of(tx, id) })
      await tx.execute('update media set archived_at = $2 where id = $1', [id, isoOf(this.clock.now())])
      await this.record(tx, operator, 'media.archived', kind, id)
    })
  }

  /** Throws NOT_FOUND, also once the files have gone. */
  async restore(operator: OperatorActor, call: IdempotentCall, id: string): Promise<void> {
    await this.once(call, async (tx) => {
      const { kind, archivedAt } = await this.held(tx, id)
      if (archivedAt === null) return
      await tx.execute('update media set archived_at = null where id = $1', [id])
      await this.record(tx, operator, 'media.restored', kind, id)
    })
  }

  private once(call: IdempotentCall, effect: (tx: Tx) => Promise<void>): Promise<unknown> {
    return this.database.transaction((tx) =>
      this.idempotency.run(tx, call, 'mediaStep', async (proposed) => {
        await effect(tx)
        return proposed
      }),
    )
  }

  private async held(tx: Tx, id: string): Promise<Held> {
    const found = await tx.maybe<Held>(
      `select kind, archived_at as "archivedAt" from media where id = $1 and removing_at is null and member_id is null for update`,
      [id],
    )
    if (found === undefined) throw new DomainError('NOT_FOUND')
    return found
  }

  private record(tx: Tx, actor: OperatorActor, action: string, kind: string, id: string): Promise<void> {
    return this.auditLog.write(tx, { actor, permission: 'media.write', action, subject: { kind, id } })
  }
}
