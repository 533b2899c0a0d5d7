import { Inject, Injectable } from '@nestjs/common'
import type { DeliveryCode } from '@jishi/contracts/order/order.terms'
import { assert } from '@jishi/kernel/assert'
import { newId } from '@jishi/kernel/id'
import type { Clock } from '@jishi/kernel/time'
import { isoOf } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import type { Tx } from '../../../infra/database/sql.js'
import { InventoryFacade, type LinePieces } from '../../inventory/index.js'
import type { LockedOrder } from '../locked-order.js'
import { needsParcel } from './delivery-methods.js'
import { HELD_BY_BILL } from './missing-payment.js'

interface OrderGoods {
  readonly lineId: string
  readonly skuId: string
  readonly delivery: DeliveryCode
  /** Pieces that have not left yet. */
  readonly waiting: number
  /** The channel's bill lacks what was paid for the order. */
  readonly frozen: boolean
}

/** What became of the goods of a paid order that go by themselves. */
export interface Left {
  /** Every method of the order. */
  readonly methods: readonly DeliveryCode[]
  /** False while codes are missing or the payment is: a hold keeps the order from being shipped as if it were whole. */
  readonly complete: boolean
  /** What is left for parcels. */
  readonly forParcels: readonly LinePieces[]
}

const GOODS = `
  select l.id as "lineId", l.sku_id as "skuId", l.delivery_code as delivery, l.qty - cancelled_qty - shipped_qty as waiting, ${HELD_BY_BILL} as frozen
    from order_lines l join orders o on o.id = l.order_id where l.order_id = $1 order by sku_id, l.id`

export const SHORT_OF_CODES = 'delivery'

/**
 * Hands over the lines of a paid order that need nobody: stock leaves, codes are issued, each line whole or not at all. It
 * looks at what has not left yet, so it may be called again, by whoever comes.
 */
@Injectable()
export class LeaveByItself {
  constructor(
    private readonly inventory: InventoryFacade,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(tx: Tx, order: LockedOrder): Promise<Left> {
    const goods = await tx.rows<OrderGoods>(GOODS, [order.id])
    const waiting = goods.filter(({ delivery, waiting: pieces }) => !needsParcel(delivery) && pieces > 0)
    // Nothing leaves, and nothing is said of codes, which are not looked for.
    const frozen = waiting.some((line) => line.frozen)
    const leaving: OrderGoods[] = []
    for (const line of frozen ? [] : waiting) if (await this.mayLeave(tx, order, line)) leaving.push(line)
    if (leaving.length > 0) await this.leave(tx, order, leaving)
    const complete = leaving.length === waiting.length
    if (waiting.length > 0 && !frozen) await (complete ? this.release(tx, order) : this.hold(tx, order))
    return {
      methods: [...new Set(goods.map(({ delivery }) => delivery))],
      complete,
      forParcels: goods
        .filter(({ delivery, waiting: pieces }) => needsParcel(delivery) && pieces > 0)
        .map(({ lineId, waiting: qty }) => ({ lineId, qty })),
    }
  }

  /** Codes have to be there; anything else leaves with the asking. */
  private mayLeave(tx: Tx, order: LockedOrder, line: OrderGoods): Promise<boolean> {
    if (line.delivery !== 'card_secret') return Promise.resolve(true)
    const { lineId, skuId, waiting: qty } = line
    return this.inventory.issueSecrets(tx, { orderId: order.id, memberId: order.memberId, lineId, skuId, qty })
  }

  private async leave(tx: Tx, order: LockedOrder, lines: readonly OrderGoods[]): Promise<void> {
    const ids = lines.map(({ lineId }) => lineId)
    const pieces = lines.reduce((sum, line) => sum + line.waiting, 0)
    const leaving = lines.map(({ lineId, waiting: qty }) => ({ lineId, qty }))
    const consumed = await this.inventory.consume(tx, { kind: 'order', id: order.id }, `delivery:${order.id}`, leaving)
    assert(consumed === pieces, `order ${order.id} hands over ${pieces} pieces but ${consumed} were reserved`)
    await tx.execute('update order_lines set shipped_qty = qty - cancelled_qty where id = any($1::uuid[])', [ids])
  }

  /** What people of the shop have to see to; it goes by itself once codes are there. */
  private async hold(tx: Tx, order: LockedOrder): Promise<void> {
    await tx.execute(
      `insert into order_holds (id, order_id, member_id, key, blocks, reason, created_at)
       values ($1, $2, $3, $4, '{ship}', '卡密不足', $5) on conflict (order_id, key) where released_at is null do nothing`,
      [newId<'hold'>(this.clock), order.id, order.memberId, SHORT_OF_CODES, isoOf(this.clock.now())],
    )
  }

  private async release(tx: Tx, order: LockedOrder): Promise<void> {
    await tx.execute(
      `update order_holds set released_at = $3 where order_id = $1 and key = $2 and released_at is null`,
      [order.id, SHORT_OF_CODES, isoOf(this.clock.now())],
    )
  }
}
