import { Injectable } from '@nestjs/common'
import type { CategoryEditBody } from '@jishi/contracts/catalog/catalog-editing.schema'
import { DomainError } from '@jishi/kernel/errors'
import type { Id } from '@jishi/kernel/id'
import { AuditLog } from '../../infra/audit-log/audit-log.js'
import type { Doer } from '../../infra/auth/actor.js'
import { json, type Tx } from '../../infra/database/sql.js'
import { Outbox } from '../../infra/outbox/outbox.js'
import { MediaFacade } from '../media/index.js'
import { pictureOf } from './known-pictures.js'

interface Facts {
  readonly name: string
  readonly iconId: string | null
  readonly permitKind: string | null
  readonly version: number
}

/** Another name, another icon, another permit that its goods need. */
@Injectable()
export class EditCategory {
  constructor(
    private readonly media: MediaFacade,
    private readonly outbox: Outbox,
    private readonly auditLog: AuditLog,
  ) {}

  /** Throws NOT_FOUND, VERSION_CONFLICT or VALIDATION_FAILED. */
  async run(tx: Tx, actor: Doer, id: Id<'category'>, body: CategoryEditBody): Promise<Id<'category'>> {
    const found = await tx.maybe<Facts>(
      `select name, icon ->> 'id' as "iconId", permit_kind as "permitKind", version from categories
        where id = $1 and archived_at is null for update`,
      [id],
    )
    if (found === undefined) throw new DomainError('NOT_FOUND')
    if (found.version !== body.version) throw new DomainError('VERSION_CONFLICT')
    const icon = await pictureOf(tx, this.media, body.iconId, 'iconId')
    await tx.execute(
      `update categories set name = $2, icon = nullif($3::jsonb, 'null'), permit_kind = $4, version = version + 1 where id = $1`,
      [id, body.name, json(icon), body.permitKind],
    )
    await this.outbox.publish(tx, 'assortment.changed', { kind: 'category', id, after: null })
    const { version: _before, ...before } = found
    const { version: _after, ...after } = body
    await this.auditLog.write(tx, {
      actor,
      permission: 'category.write',
      action: 'category.changed',
      subject: { kind: 'category', id },
      before,
      after,
    })
    return id
  }
}
