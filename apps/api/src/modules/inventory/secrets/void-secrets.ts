import { Inject, Injectable } from '@nestjs/common'
import type { VoidSecretsBody } from '@jishi/contracts/inventory/secrets.schema'
import { DomainError } from '@jishi/kernel/errors'
import type { Clock } from '@jishi/kernel/time'
import { isoOf } from '@jishi/kernel/time'
import { AuditLog } from '../../../infra/audit-log/audit-log.js'
import type { OperatorActor } from '../../../infra/auth/actor.js'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'
import type { Tx } from '../../../infra/database/sql.js'
import { Idempotency, type IdempotentCall } from '../../../infra/idempotency/idempotency.js'
import { CatalogFacade } from '../../catalog/index.js'
import { moveOnHand } from '../move-on-hand.js'
import { StockCrossings } from '../stock-crossings.js'
import { assertCoded } from './coded-sku.js'

/** The rows are taken before the stock, as by whoever issues codes. */
const VOID = `
  with chosen as materialized (
    select id from card_secrets
     where sku_id = $1 and state = 'available' and (id = any($2::uuid[]) or batch = $3) order by id for update
  )
  update card_secrets s set state = 'void', voided_at = $4 from chosen where s.id = chosen.id`

/** Strikes out codes that nobody was given yet, and the stock they were. */
@Injectable()
export class VoidSecrets {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly catalog: CatalogFacade,
    private readonly auditLog: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly crossings: StockCrossings,
  ) {}

  /**
   * All that were named or none. Throws NOT_FOUND, VALIDATION_FAILED for an SKU without codes, SECRETS_SPENT where one is not
   * free any more, STOCK_TOO_LOW where orders count on them.
   */
  async run(operator: OperatorActor, productId: string, call: IdempotentCall, body: VoidSecretsBody): Promise<void> {
    await this.database.transaction(async (tx) => {
      await assertCoded(tx, this.catalog, productId, body.skuId)
      await this.idempotency.run(tx, call, 'secretVoid', async (id) => {
        const count = await this.strike(tx, body)
        const delta = { skuId: body.skuId, delta: -count }
        const cause = { reference: `void:${id}`, reason: body.reason, at: this.clock.now() }
        await this.crossings.tell(tx, await moveOnHand(tx, [delta], cause))
        await this.auditLog.write(tx, {
          actor: operator,
          permission: 'secret.write',
          action: 'secret.voided',
          subject: { kind: 'sku', id: body.skuId },
          before: { state: 'available' },
          after: { state: 'void', reason: body.reason, count, ...('batch' in body ? { batch: body.batch } : {}) },
        })
        return id
      })
    })
  }

  private async strike(tx: Tx, body: VoidSecretsBody): Promise<number> {
    const ids = 'ids' in body ? [...new Set(body.ids)] : []
    const batch = 'batch' in body ? body.batch : null
    const count = await tx.execute(VOID, [body.skuId, ids, batch, isoOf(this.clock.now())])
    if (count === 0 || (batch === null && count < ids.length)) throw new DomainError('SECRETS_SPENT')
    return count
  }
}
