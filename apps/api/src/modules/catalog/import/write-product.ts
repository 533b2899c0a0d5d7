import { Injectable } from '@nestjs/common'
import { DomainError } from '@jishi/kernel/errors'
import { idOf, type Id } from '@jishi/kernel/id'
import { AuditLog } from '../../../infra/audit-log/audit-log.js'
import type { OperatorActor } from '../../../infra/auth/actor.js'
import { isUniqueViolation } from '../../../infra/database/failures.js'
import type { Tx } from '../../../infra/database/sql.js'
import { Outbox } from '../../../infra/outbox/outbox.js'
import { AddProduct } from '../add-product.js'
import { ChangeShelf } from '../change-shelf.js'
import { namesAreTaken } from '../code-taken.js'
import { EditProduct } from '../edit-product.js'
import { ScheduleProduct } from '../shelf/schedule-product.js'
import type { Examined } from './examine-product.js'
import type { Staging } from './staging.js'

/** The operator who asked for it, as the audit log names people. What they may do was asked when they asked for it. */
const askedBy = ({ by, byName }: Staging): OperatorActor => ({
  kind: 'operator',
  operatorId: idOf<'operator'>(by),
  sessionId: '',
  displayName: byName,
  permissions: new Set(['product.import']),
})

/** Somebody made a product of this code since it was checked. */
const codeIsTaken = (error: unknown): never => {
  if (isUniqueViolation(error, 'spus_code_key')) throw new DomainError('VERSION_CONFLICT')
  return namesAreTaken(error)
}

/** Writes one product of an import by the use cases of the editor, with what they ask, publish and record. */
@Injectable()
export class WriteProduct {
  constructor(
    private readonly adding: AddProduct,
    private readonly editing: EditProduct,
    private readonly shelf: ChangeShelf,
    private readonly schedule: ScheduleProduct,
    private readonly outbox: Outbox,
    private readonly auditLog: AuditLog,
  ) {}

  /** Throws whatever those throw, VERSION_CONFLICT among it. */
  async run(tx: Tx, staging: Staging, code: string, examined: Examined): Promise<Id<'product'>> {
    const { id, fileName } = staging
    const actor = askedBy(staging)
    const { draft, product } = examined
    const productId = await this.write(tx, actor, code, examined).catch(codeIsTaken)
    await this.place(tx, actor, productId, examined)
    await this.bringStock(tx, id, productId, draft.firstStock)
    await this.auditLog.write(tx, {
      actor,
      permission: 'product.import',
      action: 'product.imported',
      subject: { kind: 'product', id: productId },
      after: { importId: id, fileName, code, made: product === undefined },
    })
    return productId
  }

  private async place(tx: Tx, actor: OperatorActor, id: Id<'product'>, given: Examined): Promise<void> {
    const { draft, product, body } = given
    if (draft.shelf === 'scheduled')
      await this.schedule.run(tx, actor, id, { shelfFrom: body.shelfFrom, shelfUntil: body.shelfUntil })
    else if (draft.shelf !== null && (product !== undefined || draft.shelf === 'on_shelf'))
      await this.shelf.run(tx, actor, id, draft.shelf)
  }

  private write(tx: Tx, actor: OperatorActor, code: string, { body, product }: Examined): Promise<Id<'product'>> {
    if (product === undefined) return this.adding.run(tx, actor, body, code)
    return this.editing.run(tx, actor, idOf<'product'>(product.id), { ...body, version: product.version })
  }

  /** Stock is another module's: it hears of what came and counts it once. */
  private async bringStock(
    tx: Tx,
    importId: string,
    productId: string,
    stock: Examined['draft']['firstStock'],
  ): Promise<void> {
    if (stock.length === 0) return
    const lines = await tx.rows<{ skuId: string; qty: number }>(
      `select k.id as "skuId", s.qty from unnest($2::text[], $3::bigint[]) as s (code, qty)
         join skus k on k.external_code = s.code and k.spu_id = $1 order by k.id`,
      [productId, stock.map(({ skuCode }) => skuCode), stock.map(({ qty }) => qty)],
    )
    await this.outbox.publish(tx, 'stock.brought_in', { reference: `import:${importId}`, lines })
  }
}
