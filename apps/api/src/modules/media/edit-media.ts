import { Injectable } from '@nestjs/common'
import { DomainError } from '@jishi/kernel/errors'
import { AuditLog } from '../../infra/audit-log/audit-log.js'
import type { OperatorActor } from '../../infra/auth/actor.js'
import { Database } from '../../infra/database/database.js'
import type { Tx } from '../../infra/database/sql.js'
import { fileLabel } from './domain/file-facts.js'
import { MediaFacade } from './media.facade.js'

interface Held {
  readonly kind: 'picture' | 'video'
  readonly name: string
  readonly posterId: string | null
}

/** What can be changed of a picture or a film: the name people see, and the picture that stands for a film. Never its content. */
@Injectable()
export class EditMedia {
  constructor(
    private readonly database: Database,
    private readonly media: MediaFacade,
    private readonly auditLog: AuditLog,
  ) {}

  /** Throws NOT_FOUND. */
  async rename(operator: OperatorActor, id: string, name: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const before = await this.held(tx, id)
      const after = fileLabel(name)
      if (before.name === after) return
      await tx.execute('update media set name = $2 where id = $1', [id, after])
      await this.record(
        tx,
        operator,
        'media.renamed',
        { kind: before.kind, id },
        { name: before.name },
        { name: after },
      )
    })
  }

  /** Throws NOT_FOUND where there is no such film, VALIDATION_FAILED where there is no such picture. */
  async setPoster(operator: OperatorActor, id: string, pictureId: string | null): Promise<void> {
    await this.database.transaction(async (tx) => {
      // The picture before its film, as everybody who refers to one.
      const known = pictureId === null || (await this.media.usable(tx, [pictureId])).has(pictureId)
      const { kind, posterId } = await this.held(tx, id)
      if (kind !== 'video') throw new DomainError('NOT_FOUND')
      if (!known)
        throw new DomainError('VALIDATION_FAILED', [{ path: 'pictureId', message: 'there is no such picture' }])
      if (posterId === pictureId) return
      await tx.execute('update media set poster_id = $2 where id = $1', [id, pictureId])
      await this.record(tx, operator, 'media.poster_chosen', { kind, id }, { posterId }, { posterId: pictureId })
    })
  }

  private async held(tx: Tx, id: string): Promise<Held> {
    const found = await tx.maybe<Held>(
      `select kind, name, poster_id as "posterId" from media
        where id = $1 and archived_at is null and member_id is null for no key update`,
      [id],
    )
    if (found === undefined) throw new DomainError('NOT_FOUND')
    return found
  }

  private record(
    tx: Tx,
    actor: OperatorActor,
    action: string,
    subject: { kind: string; id: string },
    before: object,
    after: object,
  ): Promise<void> {
    return this.auditLog.write(tx, { actor, permission: 'media.write', action, subject, before, after })
  }
}
