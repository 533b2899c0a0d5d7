import { Inject, Injectable } from '@nestjs/common'
import type { BrandBody } from '@jishi/contracts/catalog/assortment.schema'
import { MAX_BRANDS } from '@jishi/contracts/catalog/catalog.terms'
import { newId, type Id } from '@jishi/kernel/id'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { AuditLog } from '../../../infra/audit-log/audit-log.js'
import type { Doer } from '../../../infra/auth/actor.js'
import { CLOCK } from '../../../infra/clock/clock.js'
import { json, type Tx } from '../../../infra/database/sql.js'
import { Outbox } from '../../../infra/outbox/outbox.js'
import { MediaFacade } from '../../media/index.js'
import { pictureOf } from '../known-pictures.js'
import { heldLabel, holdList, nextPlace } from './label-rows.js'

/** Which earlier row is rewritten, over the version its author saw. */
export interface Earlier<Kind extends string> {
  readonly id: Id<Kind>
  readonly version: number
}

/** Enters a brand at the end of the list, or gives one another name, logo or story. */
@Injectable()
export class SaveBrand {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly media: MediaFacade,
    private readonly outbox: Outbox,
    private readonly auditLog: AuditLog,
  ) {}

  /** Throws NOT_FOUND, VERSION_CONFLICT, BRAND_NAME_TAKEN, CATALOG_FULL, or VALIDATION_FAILED for an unknown logo. */
  async run(tx: Tx, actor: Doer, body: BrandBody, earlier?: Earlier<'brand'>): Promise<Id<'brand'>> {
    const logo = json(await pictureOf(tx, this.media, body.logoId, 'logoId'))
    const id = earlier?.id ?? newId<'brand'>(this.clock)
    const before =
      earlier && (await heldLabel(tx, 'brands', `name, logo ->> 'id' as "logoId", story`, id, earlier.version))
    if (before === undefined) {
      await holdList(tx, 'brands')
      const position = await nextPlace(tx, 'brands', MAX_BRANDS)
      await tx.execute(
        `insert into brands (id, name, logo, story, position, created_at)
         values ($1, $2, nullif($3::jsonb, 'null'), $4, $5, $6)`,
        [id, body.name, logo, body.story, position, isoOf(this.clock.now())],
      )
    } else {
      await tx.execute(
        `update brands set name = $2, logo = nullif($3::jsonb, 'null'), story = $4, version = version + 1 where id = $1`,
        [id, body.name, logo, body.story],
      )
      await this.outbox.publish(tx, 'assortment.changed', { kind: 'brand', id, after: null })
    }
    await this.auditLog.write(tx, {
      actor,
      permission: 'product.write',
      action: before === undefined ? 'brand.added' : 'brand.changed',
      subject: { kind: 'brand', id },
      before,
      after: body,
    })
    return id
  }
}
