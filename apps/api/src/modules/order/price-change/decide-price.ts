import { Inject, Injectable } from '@nestjs/common'
import { assert } from '@jishi/kernel/assert'
import { DomainError } from '@jishi/kernel/errors'
import { idOf, type Id } from '@jishi/kernel/id'
import type { Clock } from '@jishi/kernel/time'
import type { OperatorActor } from '../../../infra/auth/actor.js'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'
import type { Tx } from '../../../infra/database/sql.js'
import { Idempotency, type IdempotentCall } from '../../../infra/idempotency/idempotency.js'
import { PaymentFacade } from '../../payment/index.js'
import { lockOrder, type LockedOrder } from '../locked-order.js'
import { frozenPrice, repriced } from './frozen-price.js'
import { withPaymentClosed } from './payment-open.js'
import { PriceChangeStore, type HeldChange } from './price-change.store.js'
import { WriteChange } from './write-change.js'

type Decision = (tx: Tx, order: LockedOrder, change: HeldChange) => Promise<void>

/** What becomes of a change that waits for a second person. */
@Injectable()
export class DecidePrice {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly payment: PaymentFacade,
    private readonly store: PriceChangeStore,
    private readonly writing: WriteChange,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Throws NOT_FOUND, PRICE_CHANGE_SELF_APPROVAL, PRICE_CHANGE_ACTION_NOT_ALLOWED (it waits no longer), ORDER_ACTION_NOT_ALLOWED,
   * ORDER_ALREADY_PAID and, to be tried again, ORDER_BEING_PAID.
   */
  approve(operator: OperatorActor, changeId: string, call: IdempotentCall): Promise<Id<'price_change'>> {
    return withPaymentClosed(this.payment, () =>
      this.decide(changeId, call, async (tx, order, change) => {
        if (change.state === 'proposed' && change.makerId === operator.operatorId) {
          throw new DomainError('PRICE_CHANGE_SELF_APPROVAL')
        }
        if (change.state !== 'proposed') {
          throw new DomainError('PRICE_CHANGE_ACTION_NOT_ALLOWED', { state: change.state, action: 'approve' })
        }
        this.writing.check(order)
        const frozen = await frozenPrice(tx, order.id)
        assert(frozen.receiptId === change.receiptBeforeId, `order ${order.id} got another price while a change waited`)
        const reason = this.store.openWords(change.reasonEnc) ?? ''
        const next = repriced(frozen, { id: change.id, reason }, change.lines)
        assert(next.payableFen === change.payableAfterFen, `change ${change.id} makes another price than it said`)
        const coming = { changeId: change.id, operatorId: operator.operatorId, frozen, next }
        await this.writing.approve(tx, operator, order, change, coming)
      }),
    )
  }

  /** Throws NOT_FOUND, PRICE_CHANGE_ACTION_NOT_ALLOWED where it waits no longer or is one's own, which is withdrawn instead. */
  refuse(
    operator: OperatorActor,
    changeId: string,
    call: IdempotentCall,
    note: string | undefined,
  ): Promise<Id<'price_change'>> {
    return this.decide(changeId, call, (tx, order, change) =>
      this.writing.end(tx, operator, order, change, { action: 'refuse', note }),
    )
  }

  /** By whoever made it. Throws NOT_FOUND, PRICE_CHANGE_ACTION_NOT_ALLOWED. */
  withdraw(operator: OperatorActor, changeId: string, call: IdempotentCall): Promise<Id<'price_change'>> {
    return this.decide(changeId, call, (tx, order, change) =>
      this.writing.end(tx, operator, order, change, { action: 'withdraw' }),
    )
  }

  /** The order's row first, as everybody who changes an order takes it; the change is read behind it. */
  private decide(changeId: string, call: IdempotentCall, decision: Decision): Promise<Id<'price_change'>> {
    return this.database.transaction(async (tx) => {
      await this.idempotency.run(tx, call, 'price_change', async () => {
        const orderId = await this.store.orderOf(tx, changeId)
        const order = await lockOrder(tx, orderId, this.clock.now())
        await decision(tx, order, await this.store.held(tx, changeId))
        return idOf<'price_change'>(changeId)
      })
      return idOf<'price_change'>(changeId)
    })
  }
}
