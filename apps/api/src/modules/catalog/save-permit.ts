import { Inject, Injectable } from '@nestjs/common'
import type { PermitBody } from '@jishi/contracts/catalog/catalog-editing.schema'
import { DomainError } from '@jishi/kernel/errors'
import { newId, type Id } from '@jishi/kernel/id'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { AuditLog } from '../../infra/audit-log/audit-log.js'
import type { Doer } from '../../infra/auth/actor.js'
import { CLOCK } from '../../infra/clock/clock.js'
import { json, type Tx } from '../../infra/database/sql.js'
import { pictureOf } from './known-pictures.js'
import { MediaFacade } from '../media/index.js'

/** Which earlier permit is rewritten, over the version its author saw. */
export interface EarlierPermit {
  readonly id: Id<'permit'>
  readonly version: number
}

const BEFORE = `select kind, title, number, picture ->> 'id' as "pictureId", valid_from as "validFrom", valid_to as "validTo", shown
  from permits where id = $1 and archived_at is null for update`

/** Enters a paper of the shop, or corrects one. */
@Injectable()
export class SavePermit {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly media: MediaFacade,
    private readonly auditLog: AuditLog,
  ) {}

  /** Throws NOT_FOUND, VERSION_CONFLICT, or VALIDATION_FAILED for days the wrong way round and an unknown picture. */
  async run(tx: Tx, actor: Doer, permit: PermitBody, earlier?: EarlierPermit): Promise<Id<'permit'>> {
    if (permit.validTo !== null && permit.validTo < permit.validFrom)
      throw new DomainError('VALIDATION_FAILED', [{ path: 'validTo', message: 'ends before it begins' }])
    const picture = await pictureOf(tx, this.media, permit.pictureId, 'pictureId')
    const values = [permit.kind, permit.title, permit.number, json(picture), permit.validFrom, permit.validTo]
    const before = earlier && (await tx.maybe(BEFORE, [earlier.id]))
    const id = earlier?.id ?? newId<'permit'>(this.clock)
    if (earlier === undefined)
      await tx.execute(
        `insert into permits (kind, title, number, picture, valid_from, valid_to, shown, id, created_at)
         values ($1, $2, $3, nullif($4::jsonb, 'null'), $5, $6, $7, $8, $9)`,
        [...values, permit.shown, id, isoOf(this.clock.now())],
      )
    else {
      if (before === undefined) throw new DomainError('NOT_FOUND')
      const written = await tx.execute(
        `update permits set kind = $1, title = $2, number = $3, picture = nullif($4::jsonb, 'null'), valid_from = $5,
                valid_to = $6, shown = $7, version = version + 1 where id = $8 and version = $9`,
        [...values, permit.shown, id, earlier.version],
      )
      if (written !== 1) throw new DomainError('VERSION_CONFLICT')
    }
    await this.auditLog.write(tx, {
      actor,
      permission: 'permit.write',
      action: earlier === undefined ? 'permit.entered' : 'permit.changed',
      subject: { kind: 'permit', id },
      before,
      after: permit,
    })
    return id
  }
}
