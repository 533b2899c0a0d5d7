import { Injectable } from '@nestjs/common'
import type { PlaceBody } from '@jishi/contracts/catalog/assortment.schema'
import { DomainError } from '@jishi/kernel/errors'
import type { Id } from '@jishi/kernel/id'
import { AuditLog } from '../../../infra/audit-log/audit-log.js'
import type { Doer } from '../../../infra/auth/actor.js'
import type { Tx } from '../../../infra/database/sql.js'
import { heldLabel, holdList, type LabelTable } from './label-rows.js'

/** One of the kinds of label with the table that holds it and the permission that moves it. */
const LABELS = {
  brand: { table: 'brands', permission: 'product.write' },
  tag: { table: 'tags', permission: 'product.write' },
  attribute: { table: 'attributes', permission: 'category.write' },
} as const satisfies Record<string, { table: LabelTable; permission: string }>

/** Puts a brand, a tag or an attribute at another place among its kind; an attribute stays within its category. */
@Injectable()
export class PlaceLabel {
  constructor(private readonly auditLog: AuditLog) {}

  /** Throws NOT_FOUND, VERSION_CONFLICT, or VALIDATION_FAILED where `beforeId` is not there. */
  async run<Kind extends keyof typeof LABELS>(
    tx: Tx,
    actor: Doer,
    kind: Kind,
    id: Id<Kind>,
    { beforeId, version }: PlaceBody,
  ): Promise<Id<Kind>> {
    const { table, permission } = LABELS[kind]
    await holdList(tx, table)
    await heldLabel(tx, table, 'id', id, version)
    const others = await tx.rows<{ id: string }>(
      `select o.id from ${table} o ${kind === 'attribute' ? 'join attributes self on self.id = $1 and self.category_id = o.category_id' : ''}
        where o.id <> $1 and o.archived_at is null order by o.position, o.id`,
      [id],
    )
    const ids = others.map((other) => other.id)
    const at = beforeId === null ? ids.length : ids.indexOf(beforeId)
    if (at < 0) throw new DomainError('VALIDATION_FAILED', [{ path: 'beforeId', message: 'it is not there' }])
    await tx.execute(
      `update ${table} l set position = o.place - 1, version = version + (l.id = $2)::int
         from unnest($1::uuid[]) with ordinality as o (id, place) where l.id = o.id`,
      [[...ids.slice(0, at), id, ...ids.slice(at)], id],
    )
    await this.auditLog.write(tx, {
      ...{ actor, permission, action: `${kind}.placed`, subject: { kind, id }, after: { beforeId } },
    })
    return id
  }
}
