import { Inject, Injectable } from '@nestjs/common'
import { assert } from '@jishi/kernel/assert'
import type { Clock, Instant } from '@jishi/kernel/time'
import { isoOf } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import type { PaidLine } from '../../events/order.events.js'
import type { Tx } from '../../infra/database/sql.js'
import { together } from '../../infra/database/together.js'
import { Outbox } from '../../infra/outbox/outbox.js'
import { InventoryFacade } from '../inventory/index.js'
import { DrawnOffers } from './drawn-offers.js'
import { KindEffects } from './kinds/kind-effects.js'
import { policyOf } from './kinds/kind-of-order.js'
import { lockOrder, type LockedOrder } from './locked-order.js'
import { PriceChangeStore } from './price-change/price-change.store.js'
import { OrderSteps, SYSTEM, type StepActor } from './order-steps.js'

/** What the payment module knows for certain about a term. */
export interface TermPayment {
  readonly termId: string
  readonly amountFen: number
  readonly channel: string
  readonly paidAt: Instant
}

/** What was bought; what came along with it was not sold. */
interface PaidGoods {
  payableFen: number
  lines: PaidLine[]
  allByParcel: boolean
}

const PAID_GOODS = `
  o.payable_fen as "payableFen",
  not exists (select 1 from order_lines l where l.order_id = o.id and l.delivery_code <> 'express') as "allByParcel",
  (select jsonb_agg(jsonb_build_object('lineId', l.id, 'skuId', l.sku_id, 'spuId', l.spu_id, 'qty', l.qty,
                                       'goodsPaidFen', l.goods_paid_fen) order by l.position)
     from order_lines l where l.order_id = o.id and l.role = 'main') as lines`

/** The one way into `paid`, whoever brings the news: the event, a close that found money, or nothing to pay. */
@Injectable()
export class BecomePaid {
  constructor(
    private readonly steps: OrderSteps,
    private readonly inventory: InventoryFacade,
    private readonly drawn: DrawnOffers,
    private readonly priceChanges: PriceChangeStore,
    private readonly kinds: KindEffects,
    private readonly outbox: Outbox,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The goods of a term that is still owed, once its order is held; undefined where it is not. */
  owedBy(tx: Tx, { termId, amountFen }: TermPayment): Promise<PaidGoods | undefined> {
    return tx.maybe<PaidGoods>(
      `select ${PAID_GOODS} from orders o join order_terms t on t.order_id = o.id
        where t.id = $1 and t.state = 'open' and t.amount_fen = $2`,
      [termId, amountFen],
    )
  }

  /** Of a settled intent of what the order itself costs. The second messenger finds the term paid and changes nothing. */
  async settled(tx: Tx, order: LockedOrder, payment: TermPayment, owed: PaidGoods | undefined): Promise<void> {
    if (owed === undefined) return this.assertAlreadyPaid(tx, payment)
    await together(tx, (one) => [
      this.payTerm(one, payment),
      this.enter(one, order, { kind: 'channel' }, payment.paidAt, owed),
    ])
    const { paidAt, amountFen } = payment
    await this.kinds.paid(tx, order, { seq: order.openTerm?.seq ?? 1, kind: 'full', amountFen, paidAt })
  }

  /** Nothing is owed: no channel, no attempt, no ledger entry. */
  async waived(tx: Tx, orderId: string): Promise<void> {
    const now = this.clock.now()
    const goods = await tx.one<PaidGoods>(`select ${PAID_GOODS} from orders o where o.id = $1`, [orderId])
    const order = await lockOrder(tx, orderId, now)
    await this.enter(tx, order, SYSTEM, now, goods)
    await this.kinds.paid(tx, order, { seq: 1, kind: 'full', amountFen: 0, paidAt: now })
  }

  private async payTerm(tx: Tx, { termId, paidAt, channel, amountFen }: TermPayment): Promise<void> {
    const paid = await tx.execute(
      `update order_terms set state = 'paid', paid_at = $2, channel = $3 where id = $1 and state = 'open' and amount_fen = $4`,
      [termId, isoOf(paidAt), channel, amountFen],
    )
    assert(paid === 1, `term ${termId} was moved while its order was held`)
  }

  /** One statement: each part moves rows of its own, all of them under the order's lock. */
  private async enter(tx: Tx, order: LockedOrder, actor: StepActor, paidAt: Instant, goods: PaidGoods): Promise<void> {
    const { earns } = policyOf(order.kind)
    await together(tx, (one) => [
      this.steps.take(one, order, 'pay', actor, { paidAt }),
      this.inventory.keep(one, { kind: 'order', id: order.id }),
      this.drawn.settle(one, order),
      this.priceChanges.overtake(one, order.id),
      this.outbox.publish(one, 'order.paid', { orderId: order.id, memberId: order.memberId, ...goods, earns }),
    ])
  }

  /** Closing cancels the intent in its own Tx, so money can only ever settle a term that is open or paid. */
  private async assertAlreadyPaid(tx: Tx, payment: TermPayment): Promise<void> {
    const term = await tx.one<{ state: string; amountFen: number }>(
      `select state, amount_fen as "amountFen" from order_terms where id = $1`,
      [payment.termId],
    )
    assert(
      term.state === 'paid' && term.amountFen === payment.amountFen,
      `term ${payment.termId} is ${term.state} for ${term.amountFen} fen, yet ${payment.amountFen} fen settled it`,
    )
  }
}
