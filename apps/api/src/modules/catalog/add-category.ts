import { Injectable } from '@nestjs/common'
import type { CategoryBody } from '@jishi/contracts/catalog/catalog-editing.schema'
import { MAX_CATEGORY_DEPTH } from '@jishi/contracts/catalog/catalog.terms'
import { DomainError } from '@jishi/kernel/errors'
import type { Id } from '@jishi/kernel/id'
import { AuditLog } from '../../infra/audit-log/audit-log.js'
import type { Doer } from '../../infra/auth/actor.js'
import { randomName } from '../../infra/crypto/random.js'
import type { Tx } from '../../infra/database/sql.js'
import { MediaFacade } from '../media/index.js'
import { categoryRow, depthOf, holdTree } from './category-tree.js'
import { CreateCategory } from './create-category.js'
import { pictureOf } from './known-pictures.js'

/** A new category of an operator, behind those already there. */
@Injectable()
export class AddCategory {
  constructor(
    private readonly create: CreateCategory,
    private readonly media: MediaFacade,
    private readonly auditLog: AuditLog,
  ) {}

  /** Throws VALIDATION_FAILED for an unknown parent or picture, CATEGORY_MOVE_REFUSED when it would lie too deep. */
  async run(tx: Tx, actor: Doer, body: CategoryBody): Promise<Id<'category'>> {
    await holdTree(tx)
    await pictureOf(tx, this.media, body.iconId, 'iconId')
    const above = body.parentId === null ? undefined : await categoryRow(tx, body.parentId)
    if (body.parentId !== null && above === undefined)
      throw new DomainError('VALIDATION_FAILED', [{ path: 'parentId', message: 'there is no such category' }])
    if (above !== undefined && depthOf(above.path) >= MAX_CATEGORY_DEPTH) throw new DomainError('CATEGORY_MOVE_REFUSED')
    const { position } = await tx.one<{ position: number }>(
      'select coalesce(max(position), -1) + 1 as position from categories where parent_id is not distinct from $1',
      [body.parentId],
    )
    const id = await this.create.run(tx, {
      code: `category-${randomName()}`,
      name: body.name,
      parentId: (body.parentId ?? undefined) as Id<'category'> | undefined,
      iconId: body.iconId ?? undefined,
      position,
    })
    if (body.permitKind !== null)
      await tx.execute('update categories set permit_kind = $2 where id = $1', [id, body.permitKind])
    await this.auditLog.write(tx, {
      actor,
      permission: 'category.write',
      action: 'category.added',
      subject: { kind: 'category', id },
      after: body,
    })
    return id
  }
}
