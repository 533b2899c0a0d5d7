import { Inject, Injectable } from '@nestjs/common'
import type { FreightTemplateBody } from '@jishi/contracts/catalog/freight.schema'
import { FREIGHT_LIMITS } from '@jishi/contracts/catalog/catalog.terms'
import { DomainError } from '@jishi/kernel/errors'
import { newId, type Id } from '@jishi/kernel/id'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { AuditLog } from '../../../infra/audit-log/audit-log.js'
import type { Doer } from '../../../infra/auth/actor.js'
import { CLOCK } from '../../../infra/clock/clock.js'
import { json, type Tx } from '../../../infra/database/sql.js'
import { heldTemplate, type TemplateVersion } from './held-template.js'

/** Enters a freight template, or changes one: carts and quotes are priced with it from the next one on, orders keep theirs. */
@Injectable()
export class SaveFreightTemplate {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly auditLog: AuditLog,
  ) {}

  /** Throws NOT_FOUND, VERSION_CONFLICT, FREIGHT_NAME_TAKEN or CATALOG_FULL. */
  async run(
    tx: Tx,
    actor: Doer,
    body: FreightTemplateBody,
    earlier?: TemplateVersion,
  ): Promise<Id<'freight-template'>> {
    const id = earlier?.id ?? newId<'freight-template'>(this.clock)
    const before = earlier && (await heldTemplate(tx, earlier))
    if (before === undefined) await refuseOverfull(tx)
    const values = [id, body.name, body.unit, json(body.rates), body.noDeliveryPrefixes, isoOf(this.clock.now())]
    await tx.execute(
      before === undefined
        ? `insert into freight_templates (id, name, unit, rates, no_delivery_prefixes, created_at, updated_at)
           values ($1, $2, $3, $4, $5, $6, $6)`
        : `update freight_templates set name = $2, unit = $3, rates = $4, no_delivery_prefixes = $5, updated_at = $6,
                  version = version + 1 where id = $1`,
      values,
    )
    await this.auditLog.write(tx, {
      actor,
      permission: 'freight.write',
      action: before === undefined ? 'freight.added' : 'freight.changed',
      subject: { kind: 'freight_template', id },
      before,
      after: body,
    })
    return id
  }
}

/** Templates come with every quote: there is room for as many as a shop can keep apart, and adding them goes one by one. */
async function refuseOverfull(tx: Tx): Promise<void> {
  await tx.execute('lock table freight_templates in share row exclusive mode')
  const { count } = await tx.one<{ count: number }>(
    'select count(*) as count from freight_templates where archived_at is null',
  )
  if (count >= FREIGHT_LIMITS.templates) throw new DomainError('CATALOG_FULL', { most: FREIGHT_LIMITS.templates })
}
