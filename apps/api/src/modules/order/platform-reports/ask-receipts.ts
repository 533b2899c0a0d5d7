import { Inject, Injectable, Logger } from '@nestjs/common'
import type { OrderState } from '@jishi/contracts/order/order.terms'
import type { PlatformReceipt } from '@jishi/contracts/order/platform-reports.schema'
import { DomainError } from '@jishi/kernel/errors'
import { addMs, dayMs, hourMs, isoOf, minuteMs, type Clock, type Instant } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'
import type { IdempotentCall } from '../../../infra/idempotency/idempotency.js'
import { Sweep } from '../../../infra/worker/decorators.js'
import { PaymentFacade, type PaidBy } from '../../payment/index.js'
import { CompleteOrder } from '../complete-order.js'
import { WeixinOrderCentre } from './weixin-order-centre.js'

const BATCH = 50
const EVERY_MS = minuteMs
/** After no answer; the last pause repeats. */
const PAUSES_MS = [minuteMs, 5 * minuteMs, hourMs, dayMs] as const
/** How often WeChat is asked by itself, and when after an answer again. */
const NEXT_MS = dayMs

interface Shipped {
  readonly termId: string
  readonly attemptNo: string
  readonly state: OrderState
}

interface DueReceipt {
  readonly termId: string
  readonly orderId: string
  readonly memberId: string
  readonly attemptNo: string
  /** The buyer came back from the component and has had no answer yet. */
  readonly byBuyer: boolean
}

/** The payment whose receipt counts for the order: the one it was bought with, before any that changed it. */
const SHIPPED = `
  select r.term_id as "termId", r.attempt_no as "attemptNo", o.state
    from platform_reports r join orders o on o.id = r.order_id
   where r.order_id = $1 and r.member_id = $2 and r.platform = 'weixin' and r.told_whole order by r.paid_at, r.term_id limit 1`

/**
 * Receipts that buyers confirm in WeChat's own component. What the client brings back is not read: WeChat is asked, and the
 * order takes the step that the buyer's own button in the shop would be.
 */
@Injectable()
export class AskReceipts {
  private readonly log = new Logger('PlatformReports')

  constructor(
    private readonly database: Database,
    private readonly payment: PaymentFacade,
    private readonly centre: WeixinOrderCentre,
    private readonly completing: CompleteOrder,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** What the component is opened with. Throws NOT_FOUND, for a foreign order as well. */
  async component(memberId: string, orderId: string): Promise<PlatformReceipt> {
    const shipped = await this.database.maybe<Shipped>(SHIPPED, [orderId, memberId])
    if (shipped === undefined) {
      await this.demandOwn(memberId, orderId)
      return { component: null }
    }
    const paid = shipped.state === 'shipped' ? await this.payment.paidBy(this.database, shipped.attemptNo) : undefined
    if (paid === undefined) return { component: null }
    const { merchantId, attemptNo, channelTxn: transactionId } = paid
    return { component: { merchantId, attemptNo, transactionId } }
  }

  /**
   * Nothing is asked about an order that is not on its way: what is completed already is what was wanted. Throws NOT_FOUND,
   * RECEIPT_NOT_CONFIRMED, ORDER_ACTION_NOT_ALLOWED, or RECEIPT_UNCERTAIN, after which a sweep goes on asking.
   */
  async confirm(memberId: string, orderId: string, call: IdempotentCall): Promise<void> {
    const shipped = await this.database.maybe<Shipped>(SHIPPED, [orderId, memberId])
    if (shipped === undefined) {
      await this.demandOwn(memberId, orderId)
      throw new DomainError('RECEIPT_NOT_CONFIRMED')
    }
    if (shipped.state === 'completed') return
    if (shipped.state === 'shipped') await this.demandReceived(shipped)
    await this.completing.byMember(memberId, orderId, call)
  }

  /** That the buyer asks is written down first: without an answer the sweep asks on in their name. */
  private async demandReceived({ termId, attemptNo }: Shipped): Promise<void> {
    await this.database.execute(
      `update platform_reports set receipt_at = $2, receipt_tries = 0, receipt_by_buyer = true
        where term_id = $1 and receipt_at is not null`,
      [termId, isoOf(addMs(this.clock.now(), PAUSES_MS[0]))],
    )
    const received = await this.received(attemptNo)
    if (received === undefined) throw new DomainError('RECEIPT_UNCERTAIN')
    if (received) return
    await this.answered(termId, this.clock.now(), true)
    throw new DomainError('RECEIPT_NOT_CONFIRMED')
  }

  /** Buyers who confirmed there and never came back here, and those whose question was not answered. */
  @Sweep('order.ask-receipts', EVERY_MS)
  async sweep(now: Instant): Promise<number> {
    let answers = 0
    for (const due of await this.claimDue(now)) {
      try {
        if (await this.askAbout(due, now)) answers += 1
      } catch (error) {
        this.log.warn(`receipt of order ${due.orderId}: ${error instanceof Error ? error.message : String(error)}`)
      }
    }
    return answers
  }

  /** Whether there was an answer: while there is none, the rest waits for the next turn. */
  private async askAbout(
    { termId, orderId, memberId, attemptNo, byBuyer }: DueReceipt,
    now: Instant,
  ): Promise<boolean> {
    const received = await this.received(attemptNo)
    if (received === undefined) return false
    if (received) await this.completing.onPlatformsWord(memberId, orderId, byBuyer)
    await this.answered(termId, now, byBuyer)
    return true
  }

  /** The short pauses are for no answer only. What the buyer asked while the shop was asking by itself stays open. */
  private async answered(termId: string, now: Instant, byBuyer: boolean): Promise<void> {
    await this.database.execute(
      `update platform_reports set receipt_at = $2, receipt_tries = 0, receipt_by_buyer = false
        where term_id = $1 and receipt_at is not null and receipt_by_buyer = $3`,
      [termId, isoOf(addMs(now, NEXT_MS)), byBuyer],
    )
  }

  /** An order that is not on its way any more is not asked about. */
  private async claimDue(now: Instant): Promise<DueReceipt[]> {
    const pauses = PAUSES_MS.map((ms) => isoOf(addMs(now, ms)))
    const rows = await this.database.rows<DueReceipt & { state: OrderState }>(
      `update platform_reports r set receipt_tries = r.receipt_tries + 1,
              receipt_at = case when o.state = 'shipped'
                then ($2::timestamptz[])[least(r.receipt_tries + 1, cardinality($2::timestamptz[]))] end
         from orders o
        where o.id = r.order_id and r.term_id in (
          select term_id from platform_reports where receipt_at <= $1 order by receipt_at limit $3 for update skip locked)
       returning r.term_id as "termId", r.order_id as "orderId", r.member_id as "memberId", r.attempt_no as "attemptNo",
                 r.receipt_by_buyer as "byBuyer", o.state`,
      [isoOf(now), pauses, BATCH],
    )
    return rows.filter(({ state }) => state === 'shipped')
  }

  /** Undefined when WeChat does not say. */
  private async received(attemptNo: string): Promise<boolean | undefined> {
    const paid: PaidBy | undefined = await this.payment.paidBy(this.database, attemptNo)
    if (paid === undefined) return false
    try {
      return await this.centre.received(paid)
    } catch (error) {
      this.log.warn(`receipt of payment ${attemptNo}: ${error instanceof Error ? error.message : String(error)}`)
      return undefined
    }
  }

  private async demandOwn(memberId: string, orderId: string): Promise<void> {
    const own = await this.database.maybe(`select 1 as one from orders where id = $1 and member_id = $2`, [
      orderId,
      memberId,
    ])
    if (own === undefined) throw new DomainError('NOT_FOUND')
  }
}
