import { Inject, Injectable } from '@nestjs/common'
import { DomainError } from '@jishi/kernel/errors'
import type { Id } from '@jishi/kernel/id'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { AuditLog } from '../../infra/audit-log/audit-log.js'
import type { Doer } from '../../infra/auth/actor.js'
import { CLOCK } from '../../infra/clock/clock.js'
import type { Tx } from '../../infra/database/sql.js'
import { categoryRow, holdTree } from './category-tree.js'

/** Takes an empty category out of the tree. Whoever puts a product into it holds its row, so neither overtakes the other. */
@Injectable()
export class ArchiveCategory {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly auditLog: AuditLog,
  ) {}

  /** Throws NOT_FOUND, VERSION_CONFLICT, or CATEGORY_IN_USE with how much is inside. */
  async run(tx: Tx, actor: Doer, id: Id<'category'>, version: number): Promise<Id<'category'>> {
    await holdTree(tx)
    const found = await categoryRow(tx, id)
    if (found === undefined) throw new DomainError('NOT_FOUND')
    if (found.version !== version) throw new DomainError('VERSION_CONFLICT')
    const inside = await tx.one<{ products: number; categories: number }>(
      `select (select count(*) from spus where category_id = $1 and archived_at is null) as products,
              (select count(*) from categories where parent_id = $1 and archived_at is null) as categories`,
      [id],
    )
    if (inside.products + inside.categories > 0) throw new DomainError('CATEGORY_IN_USE', { ...inside })
    const now = isoOf(this.clock.now())
    await tx.execute('update categories set archived_at = $2, version = version + 1 where id = $1', [id, now])
    await this.auditLog.write(tx, {
      actor,
      permission: 'category.write',
      action: 'category.archived',
      subject: { kind: 'category', id },
      before: { name: found.name, parentId: found.parentId },
    })
    return id
  }
}
