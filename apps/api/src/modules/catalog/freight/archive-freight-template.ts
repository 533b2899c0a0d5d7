import { Inject, Injectable } from '@nestjs/common'
import { DomainError } from '@jishi/kernel/errors'
import type { Id } from '@jishi/kernel/id'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { AuditLog } from '../../../infra/audit-log/audit-log.js'
import type { Doer } from '../../../infra/auth/actor.js'
import { CLOCK } from '../../../infra/clock/clock.js'
import type { Tx } from '../../../infra/database/sql.js'
import { heldTemplate, type TemplateVersion } from './held-template.js'

/** Takes away a template nothing travels by. Whoever gives it to a product holds its row, so neither overtakes the other. */
@Injectable()
export class ArchiveFreightTemplate {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly auditLog: AuditLog,
  ) {}

  /** Throws NOT_FOUND, VERSION_CONFLICT, or FREIGHT_IN_USE with how many goods travel by it; those in the bin do not count. */
  async run(tx: Tx, actor: Doer, of: TemplateVersion): Promise<Id<'freight-template'>> {
    const before = await heldTemplate(tx, of)
    const { products } = await tx.one<{ products: number }>(
      'select count(*) as products from spus where freight_template_id = $1 and archived_at is null',
      [of.id],
    )
    if (products > 0) throw new DomainError('FREIGHT_IN_USE', { products })
    await tx.execute('update freight_templates set archived_at = $2, version = version + 1 where id = $1', [
      of.id,
      isoOf(this.clock.now()),
    ])
    await this.auditLog.write(tx, {
      actor,
      permission: 'freight.write',
      action: 'freight.archived',
      subject: { kind: 'freight_template', id: of.id },
      before,
    })
    return of.id
  }
}
