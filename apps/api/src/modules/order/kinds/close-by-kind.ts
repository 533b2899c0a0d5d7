import { Inject, Injectable } from '@nestjs/common'
import { assert } from '@jishi/kernel/assert'
import type { CloseCause } from '@jishi/contracts/order/order.terms'
import type { Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import type { Tx } from '../../../infra/database/sql.js'
import type { AskedBack } from '../domain/refund-shares.js'
import { lockOrder } from '../locked-order.js'
import { OrderSteps, SYSTEM } from '../order-steps.js'
import { GiveBack } from '../refunds/give-back.js'

/** What of it is still in the shop. */
const IN_THE_SHOP = `
  select id as "lineId", qty - cancelled_qty - shipped_qty as qty from order_lines
   where order_id = $1 and qty > cancelled_qty + shipped_qty order by position`

/** A paid order whose activity came to nothing: all of it goes back as by the shop's fault, and it ends when the money has arrived. */
@Injectable()
export class CloseByKind {
  constructor(
    private readonly steps: OrderSteps,
    private readonly giveBack: GiveBack,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * With the order's row held. One that has ended, or of which some has left or is being given back, is left alone: whoever acted
   * first was right.
   */
  async run(tx: Tx, orderId: string, cause: CloseCause): Promise<void> {
    const order = await lockOrder(tx, orderId, this.clock.now())
    if (order.state !== 'paid' || order.facts.parcelLeft) return
    const pieces = await tx.rows<{ lineId: string; qty: number }>(IN_THE_SHOP, [orderId])
    if (pieces.length === 0) return
    await this.steps.take(tx, order, 'close_paid', SYSTEM, { cause })
    const lines = pieces.map((piece): AskedBack => ({ ...piece, how: 'cancelled' }))
    const given = await this.giveBack.run(tx, order, {
      ...{ cause: 'kind', reference: orderId, what: { lines, fault: 'shop' } },
    })
    assert(given.lines.length > 0, `order ${orderId} was closed with nothing to give back`)
  }
}
