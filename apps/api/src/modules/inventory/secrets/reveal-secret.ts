import { Injectable } from '@nestjs/common'
import type { RevealedSecret, SecretParams } from '@jishi/contracts/inventory/secrets.schema'
import { DomainError } from '@jishi/kernel/errors'
import { idOf } from '@jishi/kernel/id'
import { AuditLog } from '../../../infra/audit-log/audit-log.js'
import type { OperatorActor } from '../../../infra/auth/actor.js'
import { Database } from '../../../infra/database/database.js'
import { Idempotency, type IdempotentCall } from '../../../infra/idempotency/idempotency.js'
import { CatalogFacade } from '../../catalog/index.js'
import { assertCoded } from './coded-sku.js'
import { SecretSeals } from './secret-seals.js'

/** Shows one code to somebody of the shop, for a buyer who cannot see theirs. Nobody looks without leaving a row behind. */
@Injectable()
export class RevealSecret {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly catalog: CatalogFacade,
    private readonly seals: SecretSeals,
    private readonly auditLog: AuditLog,
  ) {}

  /** Throws NOT_FOUND. */
  async run(
    operator: OperatorActor,
    { id: productId, secretId }: SecretParams,
    call: IdempotentCall,
  ): Promise<RevealedSecret> {
    const sealed = await this.database.transaction(async (tx) => {
      const row = await tx.maybe<{ skuId: string; sealed: string }>(
        `select sku_id as "skuId", secret_enc as sealed from card_secrets where id = $1`,
        [secretId],
      )
      if (row === undefined) throw new DomainError('NOT_FOUND')
      await assertCoded(tx, this.catalog, productId, row.skuId)
      await this.idempotency.run(tx, call, 'cardSecret', async () => {
        await this.auditLog.write(tx, {
          actor: operator,
          permission: 'secret.reveal',
          action: 'secret.revealed',
          subject: { kind: 'card_secret', id: secretId },
        })
        return idOf<'cardSecret'>(secretId)
      })
      return row.sealed
    })
    return { text: this.seals.open(sealed) }
  }
}
