import { Inject, Injectable } from '@nestjs/common'
import type { CancellationBody } from '@jishi/contracts/order/shop-change.schema'
import { newId } from '@jishi/kernel/id'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { AuditLog } from '../../../infra/audit-log/audit-log.js'
import type { OperatorActor } from '../../../infra/auth/actor.js'
import { CLOCK } from '../../../infra/clock/clock.js'
import type { Tx } from '../../../infra/database/sql.js'
import { GiveCompensation } from '../../promotion/index.js'
import type { LockedOrder } from '../locked-order.js'
import { OrderSeals } from '../order-seals.js'
import { OrderSteps } from '../order-steps.js'
import { GiveBack } from '../refunds/give-back.js'
import type { CancelProposal } from './cancel-proposal.js'

/** Everything one cancellation leaves behind, in the Tx that holds the order's row. */
@Injectable()
export class WriteCancellation {
  constructor(
    private readonly steps: OrderSteps,
    private readonly seals: OrderSeals,
    private readonly giveBack: GiveBack,
    private readonly compensation: GiveCompensation,
    private readonly auditLog: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  check(order: LockedOrder): void {
    this.steps.check(order, 'cancel_pieces', { kind: 'operator' })
  }

  async run(
    tx: Tx,
    operator: OperatorActor,
    order: LockedOrder,
    { asked, fault, shown }: CancelProposal,
    { reason, note, couponTemplateId }: CancellationBody,
  ): Promise<void> {
    const { id: orderId, memberId } = order
    const id = newId(this.clock)
    await this.steps.take(tx, order, 'cancel_pieces', { kind: 'operator', id: operator.operatorId })
    const coupon =
      couponTemplateId === undefined
        ? null
        : await this.compensation.run(tx, operator, {
            ...{ templateId: couponTemplateId, memberId, note: `${order.orderNo} ${reason}` },
          })
    await tx.execute(
      `insert into order_cancellations (id, order_id, member_id, operator_id, reason, note_enc, coupon_id, coupon_name, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        ...[id, orderId, memberId, operator.operatorId, reason, this.seals.sealEventNote(note)],
        ...[coupon?.couponId ?? null, coupon?.name ?? null, isoOf(this.clock.now())],
      ],
    )
    const { refundId, amountFen } = await this.giveBack.run(tx, order, {
      ...{ cause: 'cancelled', reference: id, what: { lines: asked, fault } },
    })
    const lines = shown.lines.flatMap(({ lineId, qty }) => (qty > 0 ? [{ lineId, qty }] : []))
    await this.auditLog.write(tx, {
      ...{ actor: operator, permission: 'order.cancel', action: 'order.pieces_cancelled' },
      subject: { kind: 'order', id: orderId },
      before: { state: order.state },
      after: { reason, lines, amountFen, refundId, couponId: coupon?.couponId ?? null },
    })
  }
}
