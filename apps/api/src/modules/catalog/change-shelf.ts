import { Injectable } from '@nestjs/common'
import type { ShelfBody } from '@jishi/contracts/catalog/product-shelf.schema'
import { DomainError } from '@jishi/kernel/errors'
import type { Id } from '@jishi/kernel/id'
import { AuditLog } from '../../infra/audit-log/audit-log.js'
import type { Doer } from '../../infra/auth/actor.js'
import type { Tx } from '../../infra/database/sql.js'
import { MoveOnShelf } from './move-on-shelf.js'
import { assertComplete } from './product-checks.js'

type ShelfState = ShelfBody['state']

/** An operator puts products on the shelf or takes them off. */
@Injectable()
export class ChangeShelf {
  constructor(
    private readonly shelf: MoveOnShelf,
    private readonly auditLog: AuditLog,
  ) {}

  /** Throws NOT_FOUND, PRODUCT_INCOMPLETE or PERMIT_MISSING; where it already stands it leaves no row. */
  async run(tx: Tx, actor: Doer, id: Id<'product'>, state: ShelfState): Promise<Id<'product'>> {
    const before = await tx.maybe<{ state: string }>(
      'select state from spus where id = $1 and archived_at is null for no key update',
      [id],
    )
    if (before === undefined) throw new DomainError('NOT_FOUND')
    if (before.state === state) return id
    if (state === 'on_shelf') await assertComplete(tx, id)
    await this.shelf.run(tx, id, state)
    const after = await tx.one<{ state: string }>('select state from spus where id = $1', [id])
    await this.auditLog.write(tx, {
      actor,
      permission: 'product.write',
      action: state === 'on_shelf' ? 'product.put_on_shelf' : 'product.taken_off_shelf',
      subject: { kind: 'product', id },
      before,
      after,
    })
    return id
  }
}
