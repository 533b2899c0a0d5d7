import { Inject, Injectable } from '@nestjs/common'
import type { Clock, Instant } from '@jishi/kernel/time'
import { addMs } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import type { Tx } from '../../infra/database/sql.js'
import { Outbox } from '../../infra/outbox/outbox.js'
import { Queues } from '../../infra/queue/queues.js'
import { InventoryFacade } from '../inventory/index.js'
import { SettingsFacade } from '../settings/index.js'
import { BecomePaid } from './become-paid.js'
import { draftOrder, rowsOf, type DraftInput, type OrderDraft } from './order-draft.js'
import { CLOSE_DUE } from './order-jobs.js'
import { OrderSeals } from './order-seals.js'
import { writeOrder } from './write-order.js'

/** Takes priced goods in as an order: stock held, rows written, the shop told, the time to pay running. */
@Injectable()
export class OrderIntake {
  constructor(
    private readonly inventory: InventoryFacade,
    private readonly settings: SettingsFacade,
    private readonly seals: OrderSeals,
    private readonly becomePaid: BecomePaid,
    private readonly outbox: Outbox,
    private readonly queues: Queues,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  now(): Instant {
    return this.clock.now()
  }

  /** Asked for before the transaction is opened, like every setting. */
  async payWithinMs(): Promise<number> {
    return (await this.settings.get('order')).payWithinMs
  }

  /** Throws OUT_OF_STOCK. A zero payable is waived and the order is paid at once, without a channel. */
  async run(tx: Tx, { payWithinMs, cartLineIds, ...input }: IntakeInput): Promise<void> {
    const placedAt = this.clock.now()
    const draft = draftOrder(this.clock, { ...input, placedAt, dueAt: addMs(placedAt, payWithinMs) })
    await this.inventory.reserve(tx, reservationOf(draft))
    await writeOrder(tx, rowsOf(draft, this.seals, this.clock), cartLineIds)
    const { payableFen } = draft.priced.receipt.totals
    await this.outbox.publish(tx, 'order.placed', { orderId: draft.id, memberId: draft.memberId, payableFen })
    if (payableFen === 0) await this.becomePaid.waived(tx, draft.id)
    else this.queues.scheduleAfter(tx, CLOSE_DUE, { orderId: draft.id }, draft.dueAt)
  }
}

export interface IntakeInput extends Omit<DraftInput, 'placedAt' | 'dueAt'> {
  readonly payWithinMs: number
  /** Lines of the cart that become this order and leave it. */
  readonly cartLineIds: readonly string[]
}

const reservationOf = (draft: OrderDraft) => ({
  owner: { kind: 'order' as const, id: draft.id },
  lines: draft.lines.map(({ id, skuId, qty }) => ({ lineId: id, skuId, qty })),
  expiresAt: draft.dueAt,
})
