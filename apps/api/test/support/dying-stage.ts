import { PERMISSIONS } from '@jishi/contracts/identity/identity.terms'
import { minuteMs } from '@jishi/kernel/time'
import { eventually } from '@jishi/testing/settle'
import { expect } from 'vitest'
import { DeliverNow } from '../../src/infra/outbox/deliver-now.js'
import { BackgroundWorker } from '../../src/infra/worker/worker.js'
import { BILL_SOURCES, type BillSources } from '../../src/modules/payment/bills/bill-source.js'
import { PAYMENT_CHANNELS, type PaymentChannels } from '../../src/modules/payment/payment-channel.js'
import { PAYOUT_CHANNELS, type PayoutChannels } from '../../src/modules/payment/payouts/payout-channel.js'
import { expectSoundShop, freshKey } from './buying.js'
import { FailPoints, type UntilDeath } from './fail-points.js'
import { KnownActors } from './known-actors.js'
import { attemptFacts, passTime } from './payment-facts.js'
import { clientOf, shopperOf, type ShopClient, type Shopper } from './shopper.js'
import { SLOW_MACHINE } from './slow-machine.js'
import { startWholeShop, type WholeShop } from './whole-shop.js'

/** More boundaries than any of these lives has. */
const MOST = 60

const diedAtTimes = (times: number): void => expect(times).toBeGreaterThan(1)

const isOneRefund = (refunds: readonly (readonly unknown[])[], amountFen: number): void =>
  expect(refunds).toEqual([['succeeded', amountFen]])

const isBackAt = (payment: unknown, refundedFen: number): void => expect(payment).toMatchObject({ refundedFen })

/**
 * A shop for lives that end early. No worker runs and no gateway tells anything by itself, so nothing happens that nobody
 * did; whoever is signed in stays so, however much time passes.
 */
export class DyingStage {
  /** Two of them, for what one may not settle alone. */
  readonly desk: ShopClient
  readonly otherDesk: ShopClient

  private constructor(
    readonly shop: WholeShop,
    readonly points: FailPoints,
    private readonly actors: KnownActors,
  ) {
    this.desk = clientOf(shop, actors.operator([...PERMISSIONS]))
    this.otherDesk = clientOf(shop, actors.operator([...PERMISSIONS].reverse()))
  }

  static async open(): Promise<DyingStage> {
    const shop = await startWholeShop({ env: SLOW_MACHINE, worker: false, simulator: { notifyScale: 1_000 } })
    const { app } = shop
    const channels = [...app.get<PaymentChannels>(PAYMENT_CHANNELS).values()]
    const payouts = [...app.get<PayoutChannels>(PAYOUT_CHANNELS).values()]
    const points = FailPoints.on(shop.database, [...channels, ...payouts, ...app.get<BillSources>(BILL_SOURCES)])
    const stage = new DyingStage(shop, points, new KnownActors(shop))
    await stage.quiet()
    return stage
  }

  /** Nothing goes wrong at the gateways but what is said here, and they tell nothing unless they are asked to. */
  quiet(...more: Parameters<WholeShop['simulator']['setFaults']>): Promise<void> {
    const lost = ['notify', 'refund_notify', 'transfer_notify'].map((operation) => ({
      ...{ channel: 'wechat' as const, operation, kind: 'lose', times: 100_000 },
    }))
    return this.shop.simulator.setFaults(...more, ...lost)
  }

  async somebody(phone: string): Promise<Shopper> {
    const who = await shopperOf(this.shop, phone)
    const { session } = await this.shop.database.one<{ session: string }>(
      `select family_id as session from sessions where member_id = $1 order by family_started_at desc limit 1`,
      [who.memberId],
    )
    const headers = this.actors.member(phone, who.memberId, session)
    return { ...who, headers, api: clientOf(this.shop, headers) }
  }

  /** Lives until the work is done before the process would die; answers at how many boundaries it died. */
  async dies(life: (untilDeath: UntilDeath) => Promise<void>): Promise<void> {
    diedAtTimes(await this.points.each(MOST, life))
  }

  /** Everything that was told is heard, here and now. */
  async hears(): Promise<void> {
    await this.shop.get(DeliverNow).run()
  }

  async atGateway(attemptNo: string) {
    return (await this.shop.simulator.payments()).find(({ outTradeNo }) => outTradeNo === attemptNo)
  }

  /** The gateway tells of a payment, or of its refund, as often as it is asked to. */
  async tells(attemptNo: string, ofRefund = false): Promise<void> {
    const { simulator } = this.shop
    const ofIt = async () =>
      (await simulator.notices(attemptNo)).find(({ outRefundNo }) => (outRefundNo !== null) === ofRefund)
    await eventually(async () => (await ofIt()) !== undefined)
    await simulator.resend((await ofIt())?.id ?? '')
  }

  /** Paid, told of, and everything that follows was heard. */
  async paid(attemptNo: string): Promise<void> {
    await this.shop.simulator.pay(attemptNo)
    await this.tells(attemptNo)
    await this.hears()
  }

  /** What the one refund of an attempt comes to when somebody asks for it long enough. */
  async comesBack(attemptNo: string, amountFen: number): Promise<void> {
    await eventually(async () => {
      await passTime(this.shop, 5 * minuteMs)
      await this.shop.sweep('payment.refunds')
      return (await attemptFacts(this.shop, attemptNo)).refunds[0]?.state === 'succeeded'
    })
    await this.hears()
    const { refunds } = await attemptFacts(this.shop, attemptNo)
    isOneRefund(
      refunds.map(({ state, amountFen: fen }) => [state, fen]),
      amountFen,
    )
    isBackAt(await this.atGateway(attemptNo), amountFen)
  }

  /** Sent to the channel and done there, while nobody here has heard of it. */
  async backAtGateway(attemptNo: string, amountFen: number): Promise<void> {
    await passTime(this.shop, minuteMs)
    await this.shop.sweep('payment.refunds')
    await eventually(async () => (await this.atGateway(attemptNo))?.refundedFen === amountFen)
  }

  /** How an operator cancels a whole order: the same call as often as it is made. */
  async cancellationOf(orderId: string): Promise<() => Promise<unknown>> {
    const asked = { reason: 'out_of_stock' as const }
    const { amountFen } = await this.desk.shopChange.previewCancellation({ params: { id: orderId }, body: asked })
    const call = { params: { id: orderId }, body: { ...asked, amountFen }, idempotencyKey: freshKey() }
    return () => this.desk.shopChange.cancelPieces(call)
  }

  /** All lives are over: what is left is done by the worker and the sweeps, and every invariant holds. */
  async end(): Promise<void> {
    const { shop } = this
    await this.quiet()
    await passTime(shop, 31 * minuteMs)
    await shop.get(BackgroundWorker).start({ sweeps: false })
    await shop.settle()
    await shop.sweep()
    await shop.settle()
    await expectSoundShop(shop)
  }
}
