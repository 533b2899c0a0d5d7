import { Injectable } from '@nestjs/common'
import { DomainError } from '@jishi/kernel/errors'
import type { Id } from '@jishi/kernel/id'
import type { Instant } from '@jishi/kernel/time'
import { AuditLog } from '../../../infra/audit-log/audit-log.js'
import type { Doer } from '../../../infra/auth/actor.js'
import type { Tx } from '../../../infra/database/sql.js'
import { MoveOnShelf } from '../move-on-shelf.js'
import { assertVersion, ProductMarks } from '../product-marks.js'

interface Held {
  readonly title: string
  readonly state: string
  readonly categoryId: string
  readonly archived: boolean
  readonly version: number
  readonly editedAt: Instant | null
  readonly editedBy: string | null
}

/** Into the recycle bin and out of it. Whatever the product was stays with it; shoppers do not find it meanwhile. */
@Injectable()
export class RecycleProduct {
  constructor(
    private readonly shelf: MoveOnShelf,
    private readonly marks: ProductMarks,
    private readonly auditLog: AuditLog,
  ) {}

  /** Throws NOT_FOUND, or VERSION_CONFLICT where a version was seen; what lies in the bin already stays as it is. */
  async archive(tx: Tx, actor: Doer, id: Id<'product'>, version?: number): Promise<Id<'product'>> {
    const before = await held(tx, id)
    if (before.archived) return id
    if (version !== undefined) assertVersion(before, version)
    await this.shelf.archive(tx, id)
    await this.marks.edited(tx, [id], actor)
    await this.log(tx, actor, 'product.archived', id, { title: before.title, state: before.state })
    return id
  }

  /**
   * Comes back as a draft or off the shelf, into its own category (null) or another. A brand or a freight template that is
   * gone by now is gone from it too. Throws NOT_FOUND, CATEGORY_GONE, or VALIDATION_FAILED for another category that is not there.
   */
  async restore(tx: Tx, actor: Doer, id: Id<'product'>, categoryId: string | null): Promise<Id<'product'>> {
    const before = await held(tx, id)
    if (!before.archived) return id
    const into = categoryId ?? before.categoryId
    const there = 'select 1 as one from categories where id = $1 and archived_at is null for share'
    if ((await tx.maybe(there, [into])) === undefined) {
      if (categoryId === null) throw new DomainError('CATEGORY_GONE')
      throw new DomainError('VALIDATION_FAILED', [{ path: 'categoryId', message: 'there is no such category' }])
    }
    await tx.rows('select b.id from brands b join spus s on s.brand_id = b.id where s.id = $1 for share of b', [id])
    const byFreight =
      'from freight_templates t join spus s on s.freight_template_id = t.id where s.id = $1 for share of t'
    await tx.rows(`select t.id ${byFreight}`, [id])
    await tx.execute(
      `update spus s set archived_at = null, category_id = $2,
              brand_id = (select b.id from brands b where b.id = s.brand_id and b.archived_at is null),
              freight_template_id = (select t.id from freight_templates t where t.id = s.freight_template_id and t.archived_at is null)
        where s.id = $1`,
      [id, into],
    )
    await this.marks.edited(tx, [id], actor)
    await this.log(tx, actor, 'product.restored', id, { categoryId: before.categoryId }, { categoryId: into })
    return id
  }

  private log(tx: Tx, actor: Doer, action: string, id: string, before: object, after?: object): Promise<void> {
    return this.auditLog.write(tx, {
      ...{ actor, permission: 'product.write', action, subject: { kind: 'product', id }, before, after },
    })
  }
}

/** Throws NOT_FOUND. */
const held = async (tx: Tx, id: string): Promise<Held> => {
  const found = await tx.maybe<Held>(
    `select title, state, category_id as "categoryId", archived_at is not null as archived, version,
            edited_at as "editedAt", edited_by as "editedBy"
       from spus where id = $1 for no key update`,
    [id],
  )
  if (found === undefined) throw new DomainError('NOT_FOUND')
  return found
}
