import { Injectable } from '@nestjs/common'
import type { CategoryMoveBody } from '@jishi/contracts/catalog/catalog-editing.schema'
import { MAX_CATEGORY_DEPTH } from '@jishi/contracts/catalog/catalog.terms'
import { DomainError } from '@jishi/kernel/errors'
import type { Id } from '@jishi/kernel/id'
import { AuditLog } from '../../infra/audit-log/audit-log.js'
import type { Doer } from '../../infra/auth/actor.js'
import type { Tx } from '../../infra/database/sql.js'
import { Outbox } from '../../infra/outbox/outbox.js'
import { assertBranchNamesFree } from './assortment/attribute-name.js'
import { categoryRow, depthOf, holdTree, type TreeRow } from './category-tree.js'

/** Puts a category, with everything below it, at another place of the tree. */
@Injectable()
export class MoveCategory {
  constructor(
    private readonly outbox: Outbox,
    private readonly auditLog: AuditLog,
  ) {}

  /**
   * Throws NOT_FOUND, VERSION_CONFLICT, VALIDATION_FAILED, CATEGORY_MOVE_REFUSED below itself or too deep, or
   * ATTRIBUTE_NAME_TAKEN where the branch has an attribute named like one above its new place.
   */
  async run(tx: Tx, actor: Doer, id: Id<'category'>, body: CategoryMoveBody): Promise<Id<'category'>> {
    await holdTree(tx)
    const moved = await categoryRow(tx, id)
    if (moved === undefined) throw new DomainError('NOT_FOUND')
    if (moved.version !== body.version) throw new DomainError('VERSION_CONFLICT')
    const path = `${await this.pathAbove(tx, moved, body.parentId)}${id}/`
    await tx.execute(
      `update categories set path = $2 || substr(path, $3::int + 1) where starts_with(path, $1) and $1 <> $2`,
      [moved.path, path, moved.path.length],
    )
    await tx.execute('update categories set parent_id = $2, version = version + 1 where id = $1', [id, body.parentId])
    await assertBranchNamesFree(tx, id)
    await placeAmong(tx, id, body)
    await this.outbox.publish(tx, 'assortment.changed', { kind: 'category', id, after: null })
    await this.auditLog.write(tx, {
      actor,
      permission: 'category.write',
      action: 'category.moved',
      subject: { kind: 'category', id },
      before: { parentId: moved.parentId },
      after: { parentId: body.parentId, beforeId: body.beforeId },
    })
    return id
  }

  private async pathAbove(tx: Tx, moved: TreeRow, parentId: string | null): Promise<string> {
    if (parentId === null) return '/'
    const above = await categoryRow(tx, parentId)
    if (above === undefined)
      throw new DomainError('VALIDATION_FAILED', [{ path: 'parentId', message: 'there is no such category' }])
    const { deepest } = await tx.one<{ deepest: string }>(
      `select path as deepest from categories where starts_with(path, $1) and archived_at is null order by length(path) desc, id limit 1`,
      [moved.path],
    )
    const below = depthOf(deepest) - depthOf(moved.path)
    if (above.path.startsWith(moved.path) || depthOf(above.path) + 1 + below > MAX_CATEGORY_DEPTH)
      throw new DomainError('CATEGORY_MOVE_REFUSED')
    return above.path
  }
}

/** Numbers the brothers and sisters anew, the moved one among them. */
const placeAmong = async (tx: Tx, id: string, { parentId, beforeId }: CategoryMoveBody): Promise<void> => {
  const others = await tx.rows<{ id: string }>(
    `select id from categories where parent_id is not distinct from $1 and id <> $2 and archived_at is null order by position, id`,
    [parentId, id],
  )
  const ids = others.map((other) => other.id)
  const at = beforeId === null ? ids.length : ids.indexOf(beforeId)
  if (at < 0) throw new DomainError('VALIDATION_FAILED', [{ path: 'beforeId', message: 'it is not there' }])
  const ordered = [...ids.slice(0, at), id, ...ids.slice(at)]
  await tx.execute(
    `update categories c set position = o.place - 1 from unnest($1::uuid[]) with ordinality as o (id, place) where c.id = o.id`,
    [ordered],
  )
}
