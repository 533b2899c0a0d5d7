import { Inject, Injectable } from '@nestjs/common'
import { idOf } from '@jishi/kernel/id'
import { addMs, type Clock, type Instant } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'
import { Idempotency, type IdempotentCall } from '../../../infra/idempotency/idempotency.js'
import { SettingsFacade } from '../../settings/index.js'
import { lockOrder } from '../locked-order.js'
import { OrderSteps, type StepActor } from '../order-steps.js'

/** What a buyer may do who waits: ask the shop to hurry, and take more time to receive. */
@Injectable()
export class WaitForIt {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly steps: OrderSteps,
    private readonly settings: SettingsFacade,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * 催发货, every twelve hours at most. Throws NOT_FOUND, or ORDER_ACTION_NOT_ALLOWED with REMINDED while the last one is
   * fresh. The order's row is held, so of any number at once one is written.
   */
  async remind(memberId: string, orderId: string, call: IdempotentCall): Promise<void> {
    await this.database.transaction((tx) =>
      this.idempotency.run(tx, call, 'order', async () => {
        const order = await lockOrder(tx, orderId, this.clock.now(), memberId)
        await this.steps.take(tx, order, 'remind', byMember(memberId))
        return idOf<'order'>(orderId)
      }),
    )
  }

  /** Once an order, which its history proves by a unique row. Throws NOT_FOUND or ORDER_ACTION_NOT_ALLOWED (EXTENDED). */
  async extend(memberId: string, orderId: string, call: IdempotentCall): Promise<void> {
    const { extendReceiptMs } = await this.settings.get('order')
    await this.database.transaction((tx) =>
      this.idempotency.run(tx, call, 'order', async () => {
        const order = await lockOrder(tx, orderId, this.clock.now(), memberId)
        this.steps.check(order, 'extend_receipt', byMember(memberId))
        const { until } = await tx.one<{ until: Instant }>(
          'select auto_confirm_at as until from orders where id = $1',
          [order.id],
        )
        await this.steps.take(tx, order, 'extend_receipt', byMember(memberId), {
          autoConfirmAt: addMs(until, extendReceiptMs),
        })
        return idOf<'order'>(orderId)
      }),
    )
  }
}

const byMember = (id: string): StepActor => ({ kind: 'member', id })
