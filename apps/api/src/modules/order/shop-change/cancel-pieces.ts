import { Inject, Injectable } from '@nestjs/common'
import type {
  CancellationBody,
  CancellationPreview,
  CancellationPreviewBody,
} from '@jishi/contracts/order/shop-change.schema'
import { DomainError } from '@jishi/kernel/errors'
import { idOf } from '@jishi/kernel/id'
import type { Clock } from '@jishi/kernel/time'
import type { OperatorActor } from '../../../infra/auth/actor.js'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'
import { Idempotency, type IdempotentCall } from '../../../infra/idempotency/idempotency.js'
import { GiveCompensation } from '../../promotion/index.js'
import { lockOrder } from '../locked-order.js'
import { DropSupplement } from '../supplement/drop-supplement.js'
import { Supplements } from '../supplement/supplements.js'
import { cancelProposal } from './cancel-proposal.js'
import { WriteCancellation } from './write-cancellation.js'

/** The money for a change is awaited: it is given up first, outside the Tx that found it. */
class SupplementWaits extends Error {}

/** The shop cancels pieces of a paid order that have not left: their whole share goes back, by the rules of freight and fault. */
@Injectable()
export class CancelPieces {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly writing: WriteCancellation,
    private readonly compensation: GiveCompensation,
    private readonly supplements: Supplements,
    private readonly dropping: DropSupplement,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Nothing is kept. Throws as `run` does; an address that waits for its money is no obstacle, it is given up first. */
  preview(orderId: string, body: CancellationPreviewBody): Promise<CancellationPreview> {
    return this.database.transaction(async (tx) => {
      const order = await lockOrder(tx, orderId, this.clock.now())
      this.writing.check(order)
      const { shown } = await cancelProposal(tx, orderId, body)
      return { ...shown, addressWaits: order.facts.supplement, coupons: await this.compensation.offered(tx) }
    })
  }

  /**
   * Throws NOT_FOUND, ORDER_ACTION_NOT_ALLOWED (not paid, an after-sale is open, money is on its way), SHIP_PIECES_GONE,
   * REFUND_CHANGED with `details.amountFen`, COMPENSATION_REFUSED. Money for a dearer way that comes meanwhile wins and goes back
   * with the rest.
   */
  async run(operator: OperatorActor, orderId: string, call: IdempotentCall, body: CancellationBody): Promise<void> {
    const cancel = (): Promise<void> => this.cancel(operator, orderId, call, body)
    try {
      await cancel()
    } catch (error) {
      if (!(error instanceof SupplementWaits)) throw error
      await this.giveChangeUp(orderId)
      await cancel().catch((again: unknown) => {
        // The channel could not say whether its money came: whoever waits a moment finds out.
        if (again instanceof SupplementWaits) {
          throw new DomainError('ORDER_ACTION_NOT_ALLOWED', { reason: 'SUPPLEMENT_OPEN' })
        }
        throw again
      })
    }
  }

  private async cancel(
    operator: OperatorActor,
    orderId: string,
    call: IdempotentCall,
    body: CancellationBody,
  ): Promise<void> {
    await this.database.transaction((tx) =>
      this.idempotency.run(tx, call, 'order', async () => {
        const order = await lockOrder(tx, orderId, this.clock.now())
        this.writing.check(order)
        if (order.facts.supplement) throw new SupplementWaits()
        const proposal = await cancelProposal(tx, orderId, body)
        const { amountFen } = proposal.shown
        if (amountFen !== body.amountFen) throw new DomainError('REFUND_CHANGED', { amountFen })
        await this.writing.run(tx, operator, order, proposal, body)
        return idOf<'order'>(orderId)
      }),
    )
  }

  private async giveChangeUp(orderId: string): Promise<void> {
    const termId = await this.database.transaction(async (tx) =>
      this.supplements.withdraw(tx, await lockOrder(tx, orderId, this.clock.now())),
    )
    if (termId !== undefined) await this.dropping.whenDue({ termId })
  }
}
