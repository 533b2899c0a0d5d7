import { Inject, Injectable } from '@nestjs/common'
import { isDomainError } from '@jishi/kernel/errors'
import type { Clock, Instant } from '@jishi/kernel/time'
import { addMs } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import type { Tx } from '../../infra/database/sql.js'
import { together } from '../../infra/database/together.js'
import { Outbox } from '../../infra/outbox/outbox.js'
import { Queues } from '../../infra/queue/queues.js'
import { InventoryFacade } from '../inventory/index.js'
import { BecomePaid } from './become-paid.js'
import { DrawnOffers } from './drawn-offers.js'
import { draftOrder, kindDraftOf, rowsOf, type DraftInput, type OrderDraft } from './order-draft.js'
import { CLOSINGS_DUE } from './order-jobs.js'
import { OrderSeals } from './order-seals.js'
import { PriceMoved } from './price-moved.js'
import { writeOrder } from './write-order.js'

/** Takes priced goods in as an order: stock held, rows written, the shop told, the time to pay running. */
@Injectable()
export class OrderIntake {
  constructor(
    private readonly inventory: InventoryFacade,
    private readonly drawn: DrawnOffers,
    private readonly seals: OrderSeals,
    private readonly becomePaid: BecomePaid,
    private readonly outbox: Outbox,
    private readonly queues: Queues,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  now(): Instant {
    return this.clock.now()
  }

  /**
   * Throws OUT_OF_STOCK for what was bought, PriceMoved where only gifts have run out, COUPON_NOT_USABLE, OFFER_OVER and OFFER_USED_UP.
   * A zero payable is waived and the order is paid at once, without a channel.
   */
  async run(tx: Tx, { payWithinMs, cartLineIds, ...input }: IntakeInput): Promise<void> {
    const placedAt = this.clock.now()
    const dueAt = addMs(placedAt, input.kind.policy.payWithinMs ?? payWithinMs)
    const draft = draftOrder(this.clock, { ...input, placedAt, dueAt })
    const { payableFen } = draft.priced.receipt.totals
    const claimed = await draft.kind.kind.claim(tx, kindDraftOf(draft), draft.kind.facts)
    await together(tx, (one) => [this.reserve(one, draft), this.drawn.prepare(one, draft)])
    await together(tx, (one) => [
      writeOrder(one, rowsOf(draft, claimed, this.seals, this.clock), cartLineIds),
      this.outbox.publish(one, 'order.placed', { orderId: draft.id, memberId: draft.memberId, payableFen }),
      this.drawn.take(one, draft),
    ])
    if (payableFen === 0) await this.becomePaid.waived(tx, draft.id)
    else this.queues.ringAfter(tx, CLOSINGS_DUE, draft.dueAt)
  }

  /** What is bought in an activity is out of its units, before anything is held that others can buy as well. */
  private async hold(tx: Tx, draft: OrderDraft): Promise<void> {
    const { activityId } = draft.kind.policy
    if (activityId === null) return this.inventory.reserve(tx, reservationOf(draft))
    const [bought, along] = [true, false].map((main) =>
      draft.lines.filter(({ priced }) => (priced.role === 'main') === main),
    )
    await this.inventory.takeFromActivity(tx, activityId, reservationOf(draft, bought))
    if ((along ?? []).length > 0) await this.inventory.reserve(tx, reservationOf(draft, along))
  }

  /** Nobody is told that something they never chose has run out: where only gifts are short, the price has moved. */
  private async reserve(tx: Tx, draft: OrderDraft): Promise<void> {
    try {
      await this.hold(tx, draft)
    } catch (error) {
      if (!isDomainError(error, 'OUT_OF_STOCK')) throw error
      const { items } = error.details as { items: { skuId: string; available: number }[] }
      if (items.every(({ skuId, available }) => available >= boughtOf(draft, skuId))) throw new PriceMoved()
      throw error
    }
  }
}

export interface IntakeInput extends Omit<DraftInput, 'placedAt' | 'dueAt'> {
  readonly payWithinMs: number
  /** Lines of the cart that become this order and leave it. */
  readonly cartLineIds: readonly string[]
}

const boughtOf = ({ lines }: OrderDraft, skuId: string): number =>
  lines.reduce((sum, { priced }) => sum + (priced.skuId === skuId && priced.role === 'main' ? priced.qty : 0), 0)

const reservationOf = (draft: OrderDraft, lines = draft.lines) => ({
  owner: { kind: 'order' as const, id: draft.id },
  lines: lines.map(({ id, priced: { skuId, qty } }) => ({ lineId: id, skuId, qty })),
  expiresAt: draft.dueAt,
})
