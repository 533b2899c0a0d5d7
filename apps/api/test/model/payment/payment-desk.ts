import { secondMs } from '@jishi/kernel/time'
import { eventually } from '@jishi/testing/settle'
import { DeliverNow } from '../../../src/infra/outbox/deliver-now.js'
import { PAYMENT_CHANNELS } from '../../../src/modules/payment/payment-channel.js'
import type { PaymentChannels } from '../../../src/modules/payment/payment-channel.js'
import { freshKey, placeNow } from '../../support/buying.js'
import { Crash } from '../../support/crash.js'
import { KnownActors } from '../../support/known-actors.js'
import { MadeGoods } from '../../support/made-goods.js'
import { passTime } from '../../support/payment-facts.js'
import { clientOf, Refused, shopperOf, type ShopClient, type Shopper } from '../../support/shopper.js'
import { PERMISSIONS } from '@jishi/contracts/identity/identity.terms'
import { SLOW_MACHINE } from '../../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../../support/whole-shop.js'
import { openStoredValue, setPassword } from '../../support/stored-desk.js'
import { OwedOrder, OwedRecharge, type Owed } from './owed.js'
import type { Channel, Debt, Outcome, PaymentLife, standingOf } from './payment-oracle.js'

/** The time an order waits, less what a whole life of acts may take. */
export const MOST_MS = 20 * 60_000

/** What a member has put in before a life in which the balance pays a part. */
const SAVED_FEN = 5_000

/** A shop for many payments. No worker runs, so that nothing happens that nobody did. */
export interface PaymentStage {
  readonly shop: WholeShop
  readonly crash: Crash
  readonly actors: KnownActors
  readonly operator: ShopClient
  readonly skuId: string
}

export const openPaymentStage = async (): Promise<PaymentStage> => {
  // Retries of notices come so late that no life sees one: what is told is told by an act.
  const shop = await startWholeShop({ env: SLOW_MACHINE, worker: false, simulator: { notifyScale: 1_000 } })
  const actors = new KnownActors(shop)
  const { skus } = await new MadeGoods(shop).product({ stock: 100_000, pricesFen: [9_900] })
  const crash = Crash.on(shop.database)
  for (const channel of shop.app.get<PaymentChannels>(PAYMENT_CHANNELS).values())
    crash.around(channel, ['create', 'query', 'close'])
  await openStoredValue(shop)
  const operator = clientOf(shop, actors.operator([...PERMISSIONS]))
  await shop.simulator.setFaults(
    { channel: 'wechat', operation: 'notify', kind: 'lose', times: 100_000 },
    { channel: 'wechat', operation: 'refund_notify', kind: 'lose', times: 100_000 },
  )
  return { shop, crash, actors, operator, skuId: skus[0]?.skuId ?? '' }
}

let born = 0

/** What was owed for an order, or for the recharge itself. */
const SUBJECTS = 'select id from order_terms where order_id = $1 union all select $1::uuid'

/** The same acts on the real shop: over the routes of clients, with the notices and the sweeps there are. */
export class PaymentDesk {
  private spentMs = 0

  private constructor(
    private readonly stage: PaymentStage,
    private readonly who: Shopper,
    private readonly owed: Owed,
    private readonly partFen: number,
  ) {}

  static async open(stage: PaymentStage, debt: Debt): Promise<PaymentDesk> {
    born += 1
    const who = await shopperOf(stage.shop, `138${String(20_000_000 + born)}`)
    const headers = stage.actors.member(String(born), who.memberId)
    const buyer = { ...who, headers, api: clientOf(stage.shop, headers) }
    if (debt.of === 'recharge') {
      await setPassword(stage.shop, buyer)
      return new PaymentDesk(stage, buyer, new OwedRecharge(stage.shop, buyer), 0)
    }
    const { id } = await placeNow(buyer, [{ skuId: stage.skuId, qty: 1 }])
    const owed = new OwedOrder(stage, buyer, id, debt.partFen)
    const desk = new PaymentDesk(stage, buyer, owed, debt.partFen)
    if (debt.partFen > 0) await desk.saves()
    return desk
  }

  private async saves(): Promise<void> {
    const { shop } = this.stage
    await setPassword(shop, this.who)
    const body = { amountFen: SAVED_FEN, channel: 'wechat_h5' as const, container: 'mobile-browser' as const }
    const { pay } = await this.who.api.storedValue.startRecharge({ body, idempotencyKey: freshKey() })
    await shop.simulator.pay(pay.attemptNo)
    await this.resendOf(pay.attemptNo, false, 1)
    await shop.get(DeliverNow).run()
  }

  get timeLeft(): boolean {
    return this.spentMs < MOST_MS
  }

  /** With a step given, the process dies at it first; then the same is done again, as whoever did it would. */
  async creates(channel: Channel, dyingAt?: number): Promise<Outcome> {
    // A moment after the try before, so that the order of tries can be told.
    await this.passes(secondMs)
    const key = freshKey()
    return this.again(() => this.owed.pay(channel, key), dyingAt)
  }

  async pays(at: number): Promise<Outcome> {
    const { shop } = this.stage
    const { attemptNo, gateway } = (await this.tries())[at] ?? { attemptNo: '', gateway: 'paid' }
    await (gateway === 'pending' ? shop.simulator.pay(attemptNo) : shop.simulator.payLate(attemptNo))
    return 'done'
  }

  async cancels(dyingAt?: number): Promise<Outcome> {
    const cancel = () => this.owed.cancel()
    if (dyingAt === undefined) return this.heard(cancel)
    await this.dies(cancel, dyingAt)
    // Whoever began it may have no more to say; the sweep ends it.
    await cancel().catch(() => undefined)
    await this.passes(31 * secondMs)
    await this.owed.endCancel()
    await this.stage.shop.get(DeliverNow).run()
    return 'done'
  }

  async asks(dyingAt?: number): Promise<Outcome> {
    const ask = () => this.owed.ask()
    await this.passes(5 * secondMs)
    if (dyingAt !== undefined) await this.dies(ask, dyingAt)
    await this.passes(5 * secondMs)
    return this.heard(ask)
  }

  /** Copies of the notice, all at once. */
  async tells(at: number, copies: number, dyingAt?: number): Promise<Outcome> {
    return this.again(() => this.resend(at, false, copies), dyingAt)
  }

  async tellsOfRefund(at: number, copies: number, dyingAt?: number): Promise<Outcome> {
    return this.again(() => this.resend(at, true, copies), dyingAt)
  }

  givesBack(): Promise<Outcome> {
    return this.heard(() => this.owed.giveBack())
  }

  async sendsBack(): Promise<Outcome> {
    const { shop } = this.stage
    await this.passes(61 * secondMs)
    await shop.sweep('payment.refunds')
    const sent = (await this.tries()).filter(({ refund }) => refund === 'processing')
    await eventually(async () => {
      const payments = await shop.simulator.payments()
      const done = new Set(payments.filter(({ refundedFen }) => refundedFen > 0).map(({ outTradeNo }) => outTradeNo))
      return sent.every(({ attemptNo }) => done.has(attemptNo))
    })
    await shop.get(DeliverNow).run()
    return 'done'
  }

  async clearsRivals(): Promise<Outcome> {
    await this.stage.shop.sweep('payment.rivals')
    await this.stage.shop.get(DeliverNow).run()
    return 'done'
  }

  async standing(): Promise<ReturnType<typeof standingOf>> {
    const { database } = this.stage.shop
    const { settled } = await database.one<{ settled: boolean }>(
      `select count(*) > 0 as settled from payment_intents i where i.subject_id in (${SUBJECTS}) and i.state = 'settled'`,
      [this.owed.id],
    )
    const tries = (await this.tries()).map(({ attemptNo: _no, ...seen }) => seen)
    return { settled, balance: await this.balance(), tries }
  }

  private async balance(): Promise<{ spentFen: number; heldFen: number }> {
    if (this.owed instanceof OwedRecharge) return this.owed.balance()
    if (this.partFen === 0) return { spentFen: 0, heldFen: 0 }
    return this.stage.shop.database.one(
      `select $2::bigint - principal_fen - bonus_fen as "spentFen", held_principal_fen + held_bonus_fen as "heldFen"
         from stored_accounts where member_id = $1`,
      [this.who.memberId, SAVED_FEN],
    )
  }

  order(): Promise<PaymentLife['order']> {
    return this.owed.state()
  }

  /** Every try with what our books and the channel say of it, oldest first. */
  private async tries() {
    const { shop } = this.stage
    const rows = await shop.database.rows<{
      attemptNo: string
      channel: Channel
      ours: 'open' | 'closed' | 'succeeded'
      booked: 'nothing' | 'paid' | 'suspense'
      refund: 'none' | 'created' | 'processing' | 'succeeded'
    }>(
      `select a.attempt_no as "attemptNo", a.channel,
              case when a.state in ('created', 'open', 'closing') then 'open' else a.state end as ours,
              coalesce((select string_agg(case x.kind when 'payment.suspense' then 'suspense' else 'paid' end, ' and ')
                          from ledger_txns x where x.reference = a.attempt_no
                           and x.kind in ('term.paid', 'recharge.paid', 'payment.suspense')), 'nothing') as booked,
              coalesce((select string_agg(r.state, ' and ') from refunds r where r.attempt_id = a.id), 'none') as refund
         from payment_attempts a join payment_intents i on i.id = a.intent_id
        where i.subject_id in (${SUBJECTS}) and a.channel <> 'balance' order by a.id`,
      [this.owed.id],
    )
    const payments = new Map((await shop.simulator.payments()).map((one) => [one.outTradeNo, one.status]))
    return rows.map((row) => ({ ...row, gateway: payments.get(row.attemptNo) ?? ('missing' as never) }))
  }

  private async resend(at: number, ofRefund: boolean, copies: number): Promise<void> {
    await this.resendOf((await this.tries())[at]?.attemptNo ?? '', ofRefund, copies)
  }

  private async resendOf(attemptNo: string, ofRefund: boolean, copies: number): Promise<void> {
    const { simulator } = this.stage.shop
    const ofIt = async () =>
      (await simulator.notices(attemptNo)).find(({ outRefundNo }) => (outRefundNo !== null) === ofRefund)
    await eventually(async () => (await ofIt()) !== undefined)
    await simulator.resend((await ofIt())?.id ?? '', copies)
  }

  private async again(act: () => Promise<unknown>, dyingAt?: number): Promise<Outcome> {
    if (dyingAt !== undefined) await this.dies(act, dyingAt)
    return this.heard(act)
  }

  private async dies(act: () => Promise<unknown>, step: number): Promise<void> {
    this.stage.crash.at(step)
    await act().catch(() => undefined)
    this.stage.crash.restart()
  }

  private async heard(act: () => Promise<unknown>): Promise<Outcome> {
    try {
      await act()
      return 'done'
    } catch (error) {
      if (error instanceof Refused && error.status === 409) return 'refused'
      throw error
    } finally {
      await this.stage.shop.get(DeliverNow).run()
    }
  }

  private async passes(ms: number): Promise<void> {
    this.spentMs += ms
    await passTime(this.stage.shop, ms)
  }
}
