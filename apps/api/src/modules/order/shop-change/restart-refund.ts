import { Injectable } from '@nestjs/common'
import type { RestartRefundBody } from '@jishi/contracts/order/shop-change.schema'
import { DomainError } from '@jishi/kernel/errors'
import { idOf } from '@jishi/kernel/id'
import { AuditLog } from '../../../infra/audit-log/audit-log.js'
import type { OperatorActor } from '../../../infra/auth/actor.js'
import { Database } from '../../../infra/database/database.js'
import { Idempotency, type IdempotentCall } from '../../../infra/idempotency/idempotency.js'
import { PaymentFacade } from '../../payment/index.js'
import { termSubject } from '../locked-order.js'

/** Money that goes back and was closed for the last time at its channel never waits for a database console. */
@Injectable()
export class RestartRefundOfOrder {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly payment: PaymentFacade,
    private readonly auditLog: AuditLog,
  ) {}

  /** Throws NOT_FOUND for a refund of another order, PAYMENT_NOT_ALLOWED where it has not stopped. */
  async run(
    operator: OperatorActor,
    orderId: string,
    call: IdempotentCall,
    { refundNo }: RestartRefundBody,
  ): Promise<void> {
    await this.database.transaction((tx) =>
      this.idempotency.run(tx, call, 'order', async () => {
        const terms = await tx.rows<{ id: string }>(`select id from order_terms where order_id = $1`, [orderId])
        if (terms.length === 0) throw new DomainError('NOT_FOUND')
        const restarted = await this.payment.restartRefund(
          tx,
          terms.map(({ id }) => termSubject(id)),
          refundNo,
        )
        await this.auditLog.write(tx, {
          ...{ actor: operator, permission: 'order.refund', action: 'order.refund_restarted' },
          subject: { kind: 'order', id: orderId },
          before: { refundNo, state: 'closed' },
          after: { ...restarted },
        })
        return idOf<'order'>(orderId)
      }),
    )
  }
}
