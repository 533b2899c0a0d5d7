import { Injectable } from '@nestjs/common'
import { DomainError } from '@jishi/kernel/errors'
import { idOf } from '@jishi/kernel/id'
import type { PaymentSubject } from '../../../events/payment.events.js'
import { AuditLog } from '../../../infra/audit-log/audit-log.js'
import type { OperatorActor } from '../../../infra/auth/actor.js'
import { Database } from '../../../infra/database/database.js'
import { Idempotency, type IdempotentCall } from '../../../infra/idempotency/idempotency.js'
import { RestartRefund } from '../restart-refund.js'

/** From the list of refunds, whatever the money was for: that of a payment for nobody's order can stop as well. */
@Injectable()
export class RestartStoppedRefund {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly restarting: RestartRefund,
    private readonly auditLog: AuditLog,
  ) {}

  /** Throws NOT_FOUND, PAYMENT_NOT_ALLOWED where it has not stopped or nothing is left to give back. */
  async run(operator: OperatorActor, refundId: string, call: IdempotentCall): Promise<void> {
    await this.database.transaction((tx) =>
      this.idempotency.run(tx, call, 'refund', async () => {
        const found = await tx.maybe<{ refundNo: string; subject: PaymentSubject }>(
          `select r.refund_no as "refundNo", json_build_object('kind', i.subject_kind, 'id', i.subject_id) as subject
             from refunds r join payment_attempts a on a.id = r.attempt_id join payment_intents i on i.id = a.intent_id
            where r.id = $1`,
          [refundId],
        )
        if (found === undefined) throw new DomainError('NOT_FOUND')
        const restarted = await this.restarting.run(tx, [found.subject], found.refundNo)
        await this.auditLog.write(tx, {
          ...{ actor: operator, permission: 'payment.handle', action: 'payment.refund_restarted' },
          subject: { kind: 'refund', id: refundId },
          before: { refundNo: found.refundNo, state: 'closed' },
          after: { ...restarted },
        })
        return idOf<'refund'>(refundId)
      }),
    )
  }
}
