import { Inject, Injectable } from '@nestjs/common'
import { assert } from '@jishi/kernel/assert'
import { newId } from '@jishi/kernel/id'
import { addMs, isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import type { Tx } from '../../../infra/database/sql.js'
import { InventoryFacade } from '../../inventory/index.js'
import { SettingsFacade } from '../../settings/index.js'
import { nothingLeft, type BackOfLine } from '../domain/refund-shares.js'
import { lockOrder, type LockedOrder } from '../locked-order.js'
import { OrderSteps, SYSTEM } from '../order-steps.js'
import { DrawnOffers } from '../drawn-offers.js'
import { EndRefunded, REFUNDING_HOLD } from './end-refunded.js'
import { lineStandings } from './line-standings.js'

/** What follows for the order once pieces of it are given back: stock, coupons, and whether anything is left to send or to keep. */
@Injectable()
export class SettleGivenBack {
  constructor(
    private readonly inventory: InventoryFacade,
    private readonly drawn: DrawnOffers,
    private readonly steps: OrderSteps,
    private readonly ending: EndRefunded,
    private readonly settings: SettingsFacade,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Answers whether nothing is left of the order. */
  async run(
    tx: Tx,
    order: LockedOrder,
    refundId: string,
    backs: readonly BackOfLine[],
    fault: 'shop' | 'nobody',
  ): Promise<boolean> {
    await this.release(tx, order, refundId, backs)
    await this.drawn.giveBackWholly(tx, order, fault)
    const lines = await lineStandings(tx, order.id)
    if (nothingLeft(lines)) {
      await this.hold(tx, order)
      await this.ending.whenArrived(tx, order.id)
      return true
    }
    const toSend = lines.some((line) => line.qty - line.cancelledQty > line.shippedQty)
    if (order.state === 'paid' && !toSend) await this.everythingHasLeft(tx, order)
    return false
  }

  /** Pieces that never left are free again at once; what comes back waits for whoever looks at it. */
  private async release(tx: Tx, order: LockedOrder, refundId: string, backs: readonly BackOfLine[]): Promise<void> {
    const lines = backs.flatMap(({ lineId, cancelled }) => (cancelled > 0 ? [{ lineId, qty: cancelled }] : []))
    if (lines.length === 0) return
    const asked = lines.reduce((sum, { qty }) => sum + qty, 0)
    const owner = { kind: 'order', id: order.id } as const
    const released = await this.inventory.releasePieces(tx, { owner, reference: `order_refund:${refundId}`, lines })
    assert(released === asked, `order ${order.id} gives ${asked} pieces back but ${released} were reserved`)
  }

  /** While the money is on its way nothing else may happen to the order. */
  private async hold(tx: Tx, order: LockedOrder): Promise<void> {
    await tx.execute(
      `insert into order_holds (id, order_id, member_id, key, blocks, reason, created_at)
       values ($1, $2, $3, $4, '{ship,afterSale,autoConfirm,cancel}', '退款中', $5)
       on conflict (order_id, key) where released_at is null do nothing`,
      [newId(this.clock), order.id, order.memberId, REFUNDING_HOLD, isoOf(this.clock.now())],
    )
  }

  /** The last pieces in the shop were cancelled: what is left of the order is on its way already. */
  private async everythingHasLeft(tx: Tx, order: LockedOrder): Promise<void> {
    const { autoConfirmAfterMs } = await this.settings.get('order')
    const now = this.clock.now()
    const fresh = await lockOrder(tx, order.id, now)
    await this.steps.take(tx, fresh, 'rest_cancelled', SYSTEM, {
      at: now,
      autoConfirmAt: addMs(now, autoConfirmAfterMs),
    })
  }
}
