import { Inject, Injectable } from '@nestjs/common'
import { DomainError } from '@jishi/kernel/errors'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'
import { mayHide } from '../domain/allowed-actions.js'
import { lockOrder } from '../locked-order.js'

/** Takes an order that is over out of its buyer's list, and puts it back. For everybody else nothing changes. */
@Injectable()
export class HideOrder {
  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Throws NOT_FOUND, or ORDER_ACTION_NOT_ALLOWED for an order that is still under way. Hiding twice changes nothing. */
  async hide(memberId: string, orderId: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const now = this.clock.now()
      const { id, state } = await lockOrder(tx, orderId, now, memberId)
      if (!mayHide(state)) throw new DomainError('ORDER_ACTION_NOT_ALLOWED', { state, reason: 'STATE' })
      await tx.execute('update orders set hidden_at = $2 where id = $1 and hidden_at is null', [id, isoOf(now)])
    })
  }

  /** Throws NOT_FOUND. */
  async restore(memberId: string, orderId: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const { id } = await lockOrder(tx, orderId, this.clock.now(), memberId)
      await tx.execute('update orders set hidden_at = null where id = $1', [id])
    })
  }
}
