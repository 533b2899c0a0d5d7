import { Injectable } from '@nestjs/common'
import type { WholeReceiver } from '@jishi/contracts/order/receiver.schema'
import { DomainError } from '@jishi/kernel/errors'
import { idOf } from '@jishi/kernel/id'
import { AuditLog } from '../../infra/audit-log/audit-log.js'
import type { OperatorActor } from '../../infra/auth/actor.js'
import { Database } from '../../infra/database/database.js'
import { Idempotency, type IdempotentCall } from '../../infra/idempotency/idempotency.js'
import { OrderSeals, wholeReceiver } from './order-seals.js'

/** Shows one whole receiver to make a parcel label. Nobody sees an address without leaving a row behind. */
@Injectable()
export class RevealReceiver {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly seals: OrderSeals,
    private readonly auditLog: AuditLog,
  ) {}

  /** Throws NOT_FOUND, for an order without a parcel as well. */
  async run(operator: OperatorActor, orderId: string, call: IdempotentCall): Promise<WholeReceiver> {
    const sealed = await this.database.transaction(async (tx) => {
      const row = await tx.maybe<{ addressEnc: string }>(
        `select address_enc as "addressEnc" from orders where id = $1 and address_enc is not null`,
        [orderId],
      )
      if (row === undefined) throw new DomainError('NOT_FOUND')
      await this.idempotency.run(tx, call, 'order', async () => {
        await this.auditLog.write(tx, {
          actor: operator,
          permission: 'order.receiver',
          action: 'order.receiver_revealed',
          subject: { kind: 'order', id: orderId },
        })
        return idOf<'order'>(orderId)
      })
      return row.addressEnc
    })
    return wholeReceiver(this.seals.openReceiver(sealed))
  }
}
