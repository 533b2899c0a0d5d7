import { Injectable } from '@nestjs/common'
import type { EnteredSecrets, EnterSecretsBody } from '@jishi/contracts/inventory/secrets.schema'
import { DomainError } from '@jishi/kernel/errors'
import { AuditLog } from '../../../infra/audit-log/audit-log.js'
import type { OperatorActor } from '../../../infra/auth/actor.js'
import { Database } from '../../../infra/database/database.js'
import type { Tx } from '../../../infra/database/sql.js'
import { Idempotency, type IdempotentCall } from '../../../infra/idempotency/idempotency.js'
import { CatalogFacade } from '../../catalog/index.js'
import { checkedRows, type CheckedRows, type RowFlaw } from '../domain/secret-rows.js'
import { CardSecrets } from './card-secrets.js'
import { assertCoded } from './coded-sku.js'

/** More flaws than this nobody reads; the answer stays small. */
const MOST_TOLD = 500

/** Takes a batch of codes in, whole or not at all. */
@Injectable()
export class EnterSecrets {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly catalog: CatalogFacade,
    private readonly secrets: CardSecrets,
    private readonly auditLog: AuditLog,
  ) {}

  /**
   * Answers how many were entered; a dry run how many could be, with what is wrong with the other rows. Throws NOT_FOUND,
   * VALIDATION_FAILED for an SKU that has no codes, SECRETS_REFUSED with details.flaws.
   */
  async run(
    operator: OperatorActor,
    productId: string,
    call: IdempotentCall,
    body: EnterSecretsBody,
  ): Promise<EnteredSecrets> {
    const checked = checkedRows(body.secrets)
    return this.database.transaction(async (tx) => {
      await assertCoded(tx, this.catalog, productId, body.skuId)
      if (body.dryRun) return this.look(tx, body.skuId, checked)
      await this.idempotency.run(tx, call, 'secretBatch', async (id) => {
        await this.enter(tx, operator, id, body, checked)
        return id
      })
      return { count: checked.rows.length, flaws: [] }
    })
  }

  private async look(tx: Tx, skuId: string, { rows, flaws }: CheckedRows): Promise<EnteredSecrets> {
    const known = await this.secrets.known(tx, skuId, rows)
    return { count: rows.length - known.length, flaws: told([...flaws, ...known]) }
  }

  private async enter(
    tx: Tx,
    operator: OperatorActor,
    id: string,
    { skuId, batch }: EnterSecretsBody,
    { rows, flaws }: CheckedRows,
  ): Promise<void> {
    const found = [...flaws, ...(await this.secrets.known(tx, skuId, rows))]
    if (found.length > 0) throw refused(found)
    // Somebody who entered the same codes in the same instant is seen here, where the unique key has the last word.
    const entered = await this.secrets.enter(tx, { id, skuId, batch, rows })
    if (entered < rows.length) throw refused(await this.secrets.known(tx, skuId, rows))
    await this.auditLog.write(tx, {
      actor: operator,
      permission: 'secret.write',
      action: 'secret.entered',
      subject: { kind: 'sku', id: skuId },
      after: { batch, count: entered },
    })
  }
}

const told = (flaws: readonly RowFlaw[]): RowFlaw[] =>
  [...flaws].sort((left, right) => left.row - right.row).slice(0, MOST_TOLD)

const refused = (flaws: readonly RowFlaw[]): DomainError => new DomainError('SECRETS_REFUSED', { flaws: told(flaws) })
