import { Inject, Injectable } from '@nestjs/common'
import { DomainError } from '@jishi/kernel/errors'
import type { Id } from '@jishi/kernel/id'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { AuditLog } from '../../../infra/audit-log/audit-log.js'
import type { Doer } from '../../../infra/auth/actor.js'
import { CLOCK } from '../../../infra/clock/clock.js'
import type { Tx } from '../../../infra/database/sql.js'
import { heldLabel } from './label-rows.js'

/** Takes a brand nobody carries out of the list. Whoever gives it to a product holds its row, so neither overtakes the other. */
@Injectable()
export class ArchiveBrand {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly auditLog: AuditLog,
  ) {}

  /** Throws NOT_FOUND, VERSION_CONFLICT, or BRAND_IN_USE with how many goods carry it; those in the bin do not count. */
  async run(tx: Tx, actor: Doer, id: Id<'brand'>, version: number): Promise<Id<'brand'>> {
    const before = await heldLabel(tx, 'brands', 'name', id, version)
    const { products } = await tx.one<{ products: number }>(
      'select count(*) as products from spus where brand_id = $1 and archived_at is null',
      [id],
    )
    if (products > 0) throw new DomainError('BRAND_IN_USE', { products })
    const now = isoOf(this.clock.now())
    await tx.execute('update brands set archived_at = $2, version = version + 1 where id = $1', [id, now])
    await this.auditLog.write(tx, {
      ...{ actor, permission: 'product.write', action: 'brand.archived', subject: { kind: 'brand', id }, before },
    })
    return id
  }
}
