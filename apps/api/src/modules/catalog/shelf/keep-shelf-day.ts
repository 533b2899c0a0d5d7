import { Inject, Injectable } from '@nestjs/common'
import type { SpuState } from '@jishi/contracts/catalog/catalog.terms'
import { DomainError, isDomainError } from '@jishi/kernel/errors'
import { idOf } from '@jishi/kernel/id'
import type { Clock, Instant } from '@jishi/kernel/time'
import { AuditLog } from '../../../infra/audit-log/audit-log.js'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'
import type { Tx } from '../../../infra/database/sql.js'
import { ChangeShelf } from '../change-shelf.js'
import { dueMove } from '../domain/shelf-days.js'
import { MoveOnShelf } from '../move-on-shelf.js'

const CALENDAR = { kind: 'system', name: 'shelf-calendar' } as const

/** Does for one product what its day asks for. Twice, late or in vain, it does no harm. */
@Injectable()
export class KeepShelfDay {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly changing: ChangeShelf,
    private readonly shelf: MoveOnShelf,
    private readonly auditLog: AuditLog,
  ) {}

  run(spuId: string): Promise<void> {
    return this.database.transaction(async (tx) => {
      const found = await tx.maybe<{ state: SpuState; from: Instant | null; until: Instant | null }>(
        `select state, shelf_from as "from", shelf_until as "until" from spus
          where id = $1 and archived_at is null for no key update`,
        [spuId],
      )
      const move = found && dueMove(found.state, found, this.clock.now())
      if (move === 'off') await this.changing.run(tx, CALENDAR, idOf<'product'>(spuId), 'off_shelf')
      if (move === 'on') await this.putOn(tx, spuId)
    })
  }

  /** Looked at anew: what lacks something or a paper by now stays off, and the workbench tells of it. */
  private async putOn(tx: Tx, spuId: string): Promise<void> {
    try {
      await this.changing.run(tx, CALENDAR, idOf<'product'>(spuId), 'on_shelf')
    } catch (error) {
      if (!isDomainError(error, 'PRODUCT_INCOMPLETE') && !isDomainError(error, 'PERMIT_MISSING')) throw error
      await this.refuse(tx, spuId, error)
    }
  }

  private async refuse(tx: Tx, spuId: string, { code, details }: DomainError): Promise<void> {
    await this.shelf.run(tx, spuId, 'off_shelf')
    await tx.execute('update spus set shelf_refusal = $2 where id = $1', [spuId, code])
    await this.auditLog.write(tx, {
      actor: CALENDAR,
      action: 'product.shelf_refused',
      subject: { kind: 'product', id: spuId },
      after: { code, ...details },
    })
  }
}
