import { Injectable } from '@nestjs/common'
import type { BulkShelfResult, ShelfBody } from '@jishi/contracts/catalog/product-shelf.schema'
import { DomainError, isDomainError } from '@jishi/kernel/errors'
import { idOf, type Id } from '@jishi/kernel/id'
import { AuditLog } from '../../infra/audit-log/audit-log.js'
import type { Doer } from '../../infra/auth/actor.js'
import type { Sql, Tx } from '../../infra/database/sql.js'
import { MoveOnShelf } from './move-on-shelf.js'
import { PermitCheck } from './permit-check.js'
import { assertComplete, shelfGaps } from './product-checks.js'

type ShelfState = ShelfBody['state']
type Refusal = BulkShelfResult['refused'][number]

interface Row {
  readonly id: string
  readonly title: string
  readonly state: string
  readonly categoryId: string
}

/** An operator puts products on the shelf or takes them off. */
@Injectable()
export class ChangeShelf {
  constructor(
    private readonly shelf: MoveOnShelf,
    private readonly permits: PermitCheck,
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
    await this.auditLog.write(tx, {
      actor,
      permission: 'product.write',
      action: state === 'on_shelf' ? 'product.put_on_shelf' : 'product.taken_off_shelf',
      subject: { kind: 'product', id },
      before: { state: before.state },
      after: { state },
    })
    return id
  }

  /** Moves what can be moved. A refusal writes nothing, so the others go on in the same Tx. */
  async runAll(tx: Tx, actor: Doer, ids: readonly string[], state: ShelfState): Promise<void> {
    for (const id of [...new Set(ids)].sort()) {
      try {
        await this.run(tx, actor, idOf<'product'>(id), state)
      } catch (error) {
        if (!isDomainError(error)) throw error
      }
    }
  }

  /** What became of each, read from how things stand: asked again, the answer is still true. */
  async outcome(reader: Sql, ids: readonly string[], state: ShelfState): Promise<BulkShelfResult> {
    const rows = await reader.rows<Row>(
      `select id, title, state, category_id as "categoryId" from spus where id = any($1::uuid[]) and archived_at is null`,
      [ids],
    )
    const known = new Map(rows.map((row) => [row.id, row]))
    const moved: string[] = []
    const refused: Refusal[] = []
    for (const id of new Set(ids)) {
      const row = known.get(id)
      if (row?.state === state) moved.push(id)
      else refused.push(await this.refusal(reader, id, row))
    }
    return { moved, refused }
  }

  private async refusal(reader: Sql, id: string, row: Row | undefined): Promise<Refusal> {
    if (row === undefined) return { id, title: null, code: 'NOT_FOUND', permitKind: null, missing: [] }
    const { title } = row
    const missing = await shelfGaps(reader, id)
    if (missing.length > 0) return { id, title, code: 'PRODUCT_INCOMPLETE', permitKind: null, missing }
    const permitKind = await this.permits.missing(reader, row.categoryId)
    if (permitKind !== undefined) return { id, title, code: 'PERMIT_MISSING', permitKind, missing }
    return { id, title, code: 'VERSION_CONFLICT', permitKind: null, missing }
  }
}
