import { Inject, Injectable } from '@nestjs/common'
import type { TagBody } from '@jishi/contracts/catalog/assortment.schema'
import { MAX_TAGS } from '@jishi/contracts/catalog/catalog.terms'
import { newId, type Id } from '@jishi/kernel/id'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { AuditLog } from '../../../infra/audit-log/audit-log.js'
import type { Doer } from '../../../infra/auth/actor.js'
import { CLOCK } from '../../../infra/clock/clock.js'
import type { Tx } from '../../../infra/database/sql.js'
import { Outbox } from '../../../infra/outbox/outbox.js'
import { heldLabel, holdList, nextPlace } from './label-rows.js'
import type { Earlier } from './save-brand.js'

/** Enters a tag at the end of the list, or renames one, shows it or hides it. */
@Injectable()
export class SaveTag {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly auditLog: AuditLog,
  ) {}

  /** Throws NOT_FOUND, VERSION_CONFLICT, TAG_NAME_TAKEN or CATALOG_FULL. */
  async run(tx: Tx, actor: Doer, body: TagBody, earlier?: Earlier<'tag'>): Promise<Id<'tag'>> {
    const id = earlier?.id ?? newId<'tag'>(this.clock)
    const before = earlier && (await heldLabel(tx, 'tags', 'name, shown', id, earlier.version))
    if (before === undefined) {
      await holdList(tx, 'tags')
      const position = await nextPlace(tx, 'tags', MAX_TAGS)
      await tx.execute('insert into tags (id, name, shown, position, created_at) values ($1, $2, $3, $4, $5)', [
        ...[id, body.name, body.shown, position, isoOf(this.clock.now())],
      ])
    } else {
      await tx.execute('update tags set name = $2, shown = $3, version = version + 1 where id = $1', [
        ...[id, body.name, body.shown],
      ])
      await this.outbox.publish(tx, 'assortment.changed', { kind: 'tag', id, after: null })
    }
    await this.auditLog.write(tx, {
      actor,
      permission: 'product.write',
      action: before === undefined ? 'tag.added' : 'tag.changed',
      subject: { kind: 'tag', id },
      before,
      after: body,
    })
    return id
  }
}
