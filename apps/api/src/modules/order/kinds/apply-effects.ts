import { Inject, Injectable } from '@nestjs/common'
import { assert } from '@jishi/kernel/assert'
import type { Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import type { Tx } from '../../../infra/database/sql.js'
import { CloseOrder } from '../close-order.js'
import { lockOrder } from '../locked-order.js'
import { KindEffects } from './kind-effects.js'
import type { Effect } from './order-kind.js'

/** Does what the module of a kind wants done to one of its orders from outside its hooks: a group was formed, an activity was stopped. */
@Injectable()
export class ApplyEffects {
  constructor(
    private readonly closeOrder: CloseOrder,
    private readonly effects: KindEffects,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** An order that is over stays as it is. Throws NOT_FOUND. */
  async run(tx: Tx, orderId: string, effects: readonly Effect[]): Promise<void> {
    for (const effect of effects) {
      const order = await lockOrder(tx, orderId, this.clock.now())
      if (effect.do === 'close' && order.state === 'pending_payment') {
        assert(effect.refund === 'all', `order ${order.id} has no deposit to keep or to double`)
        await this.closeOrder.forKind(tx, order, effect.cause)
      } else await this.effects.run(tx, order, [effect])
    }
  }
}
