import { Inject, Injectable } from '@nestjs/common'
import type { AttributeBody, AttributeEditBody } from '@jishi/contracts/catalog/assortment.schema'
import { MAX_ATTRIBUTES, type AttributeKind } from '@jishi/contracts/catalog/catalog.terms'
import { DomainError } from '@jishi/kernel/errors'
import { newId, type Id } from '@jishi/kernel/id'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { AuditLog } from '../../../infra/audit-log/audit-log.js'
import type { Doer } from '../../../infra/auth/actor.js'
import { CLOCK } from '../../../infra/clock/clock.js'
import type { Tx } from '../../../infra/database/sql.js'
import { Outbox } from '../../../infra/outbox/outbox.js'
import { categoryRow, holdTree } from '../category-tree.js'
import { attributeFlaws } from '../domain/attribute-flaws.js'
import { assertNameFree } from './attribute-name.js'
import { RewriteValues } from './attribute-values.js'
import { heldLabel, holdList, nextPlace } from './label-rows.js'

interface Facts {
  readonly categoryId: string
  readonly kind: AttributeKind
  readonly name: string
  readonly filterable: boolean
  readonly required: boolean
}

/** Enters an attribute of a category, which everything below it inherits, or rewrites one. */
@Injectable()
export class SaveAttribute {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly values: RewriteValues,
    private readonly outbox: Outbox,
    private readonly auditLog: AuditLog,
  ) {}

  /** Throws NOT_FOUND for the category, VALIDATION_FAILED, ATTRIBUTE_NAME_TAKEN or CATALOG_FULL. */
  async add(tx: Tx, actor: Doer, categoryId: string, body: AttributeBody): Promise<Id<'attribute'>> {
    assertSound(body.kind, body)
    await holdTree(tx)
    if ((await categoryRow(tx, categoryId)) === undefined) throw new DomainError('NOT_FOUND')
    await assertNameFree(tx, categoryId, body.name, null)
    await holdList(tx, 'attributes')
    const id = newId<'attribute'>(this.clock)
    const position = await nextPlace(tx, 'attributes', MAX_ATTRIBUTES, categoryId)
    const { name, kind, filterable, required } = body
    await tx.execute(
      `insert into attributes (id, category_id, name, kind, filterable, required, position, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [id, categoryId, name, kind, filterable, required, position, isoOf(this.clock.now())],
    )
    await this.values.run(tx, id, body.values)
    await this.auditLog.write(tx, {
      actor,
      permission: 'category.write',
      action: 'attribute.added',
      subject: { kind: 'attribute', id },
      after: { ...body, categoryId, values: body.values.map((value) => value.name) },
    })
    return id
  }

  /** Its kind and its category stay. Throws NOT_FOUND, VERSION_CONFLICT, VALIDATION_FAILED or ATTRIBUTE_NAME_TAKEN. */
  async edit(tx: Tx, actor: Doer, id: Id<'attribute'>, body: AttributeEditBody): Promise<Id<'attribute'>> {
    await holdTree(tx)
    const { categoryId, kind, ...before } = await heldLabel<Facts>(
      ...([
        tx,
        'attributes',
        'category_id as "categoryId", kind, name, filterable, required',
        id,
        body.version,
      ] as const),
    )
    assertSound(kind, body)
    await assertNameFree(tx, categoryId, body.name, id)
    const { name, filterable, required } = body
    await tx.execute(
      'update attributes set name = $2, filterable = $3, required = $4, version = version + 1 where id = $1',
      [id, name, filterable, required],
    )
    const earlier = await this.values.run(tx, id, body.values)
    await this.outbox.publish(tx, 'assortment.changed', { kind: 'attribute', id, after: null })
    await this.auditLog.write(tx, {
      actor,
      permission: 'category.write',
      action: 'attribute.changed',
      subject: { kind: 'attribute', id },
      before: { ...before, values: earlier },
      after: { name, filterable, required, values: body.values.map((value) => value.name) },
    })
    return id
  }
}

const assertSound = (kind: AttributeKind, body: Pick<AttributeBody, 'filterable' | 'values'>): void => {
  const flaws = attributeFlaws(kind, body)
  if (flaws.length > 0) throw new DomainError('VALIDATION_FAILED', flaws)
}
