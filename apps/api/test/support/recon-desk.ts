import type { BillDayDetail, Difference } from '@jishi/contracts/payment/reconciliation.schema'
import type { PaymentChannel, Wallet } from '@jishi/contracts/payment/payment.terms'
import { assert } from '@jishi/kernel/assert'
import { addHours, addShopDays, shopDay, startOfShopDay, type ShopDay } from '@jishi/kernel/time'
import { SendRefund } from '../../src/modules/payment/send-refund.js'
import { StartRefund } from '../../src/modules/payment/start-refund.js'
import { fen } from '@jishi/kernel/money'
import { placeNow } from './buying.js'
import { MadeGoods } from './made-goods.js'
import { shopperOf, type ShopClient, type Shopper } from './shopper.js'
import { openCashier, startWith } from './wallets.js'
import type { WholeShop } from './whole-shop.js'

export interface Plant {
  readonly wallet?: 'wechat' | 'alipay'
  readonly kind: string
  readonly number?: string
  readonly fen?: number
  /** Another day's than the one that is planted for. */
  readonly day?: ShopDay
}

export interface PaidAttempt {
  readonly attemptNo: string
  readonly orderId: string
  readonly amountFen: number
}

/** Of a shop without a worker and with gateways that tell nothing by themselves. */
export interface WhereNobodyWorks {
  somebody(phone: string): Promise<Shopper>
  /** What follows now; with a number, the gateway tells of it first. */
  hears(attemptNo: string): Promise<void>
}

/** Days of a shop as its bills have them: paid at the gateways, planted with differences, and reconciled the next morning. */
export class ReconDesk {
  private shoppers = 0

  private constructor(
    readonly shop: WholeShop,
    private readonly skuId: string,
    readonly priceFen: number,
    public day: ShopDay,
    private readonly by?: WhereNobodyWorks,
  ) {}

  /** The shop stands at noon of a day, and the gateways with it. */
  static async open(shop: WholeShop, priceFen = 10_000, by?: WhereNobodyWorks): Promise<ReconDesk> {
    const { skus } = await new MadeGoods(shop).product({ stock: 1_000, pricesFen: [priceFen] })
    const day = addShopDays(shopDay(shop.clock.now()), 1)
    const desk = new ReconDesk(shop, skus[0]?.skuId ?? '', priceFen, day, by)
    await desk.at(desk.day, 12)
    return desk
  }

  /** So many hours into a day, on both sides. */
  async at(day: ShopDay, hour: number): Promise<void> {
    this.shop.clock.set(addHours(startOfShopDay(day), hour))
    await this.shop.simulator.setClock(this.shop.clock.now())
  }

  /** On to another day, at noon. */
  async next(): Promise<void> {
    this.day = addShopDays(this.day, 1)
    await this.at(this.day, 12)
  }

  async somebody(): Promise<Shopper> {
    this.shoppers += 1
    const phone = `1390001${String(this.shoppers).padStart(4, '0')}`
    return this.by === undefined ? shopperOf(this.shop, phone) : this.by.somebody(phone)
  }

  async begin(channel: PaymentChannel = 'wechat_h5'): Promise<PaidAttempt> {
    const who = await this.somebody()
    const { id } = await placeNow(who, [{ skuId: this.skuId, qty: 1 }])
    const start = await startWith(who, id, channel)
    await openCashier(this.shop, start)
    return { attemptNo: start.attemptNo, orderId: id, amountFen: start.amountFen }
  }

  async pay(channel: PaymentChannel = 'wechat_h5'): Promise<PaidAttempt> {
    const attempt = await this.begin(channel)
    await this.shop.simulator.pay(attempt.attemptNo)
    await this.arrive(attempt.attemptNo)
    return attempt
  }

  async arrive(attemptNo = ''): Promise<void> {
    if (this.by !== undefined) return this.by.hears(attemptNo)
    await this.shop.simulator.settled()
    await this.shop.settle()
  }

  /** Gives part of a payment back, as if an order had asked for it; answers the number of the refund. */
  async refund(attemptNo: string, amountFen: number): Promise<string> {
    const { shop } = this
    const { id } = await shop.database.one<{ id: string }>(`select id from payment_attempts where attempt_no = $1`, [
      attemptNo,
    ])
    const refund = await shop.database.transaction((tx) =>
      shop.get(StartRefund).run(tx, {
        attemptId: id,
        amountFen: fen(amountFen),
        cause: 'paid_twice',
        reference: `${attemptNo}-${amountFen}`,
        debitAccount: 'suspense',
      }),
    )
    void refund
    const row = await shop.database.one<{ id: string; refundNo: string }>(
      `select id, refund_no as "refundNo" from refunds where attempt_id = $1 order by created_at desc, id desc limit 1`,
      [id],
    )
    await shop.get(SendRefund).run({ refundId: row.id })
    await this.arrive()
    return row.refundNo
  }

  async plant(...plants: readonly Plant[]): Promise<void> {
    await this.plantAt(this.day, ...plants)
  }

  async plantAt(day: ShopDay, ...plants: readonly Plant[]): Promise<void> {
    const answer = await fetch(`${this.shop.simulator.url}/console/api/bills/plants`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(plants.map((plant) => ({ wallet: 'wechat', day, ...plant }))),
    })
    assert(answer.ok, `the console planted nothing: ${answer.status}`)
  }

  /** The morning after: every bill is there, and the sweep fetches and reconciles what is due. */
  async morning(): Promise<void> {
    await this.at(addShopDays(this.day, 1), 10.5)
    await this.shop.sweep('payment.bills')
    await this.shop.settle()
  }

  async dayOf(client: ShopClient, day: ShopDay = this.day, wallet: Wallet = 'wechat'): Promise<BillDayDetail> {
    const { items } = await client.reconciliation.days({ query: { from: day, to: day, wallet } })
    const [found, ...others] = items
    assert(found !== undefined && others.length === 0, `one row of ${wallet} on ${day}, not ${items.length}`)
    return client.reconciliation.day({ params: { id: found.id } })
  }

  async differences(client: ShopClient, day: ShopDay = this.day): Promise<Difference[]> {
    return (await client.reconciliation.differences({ query: { from: day, to: day } })).items
  }

  balance(account: string): Promise<number> {
    const [code = '', owner = ''] = account.split(':')
    return this.shop.database
      .one<{ total: number }>(
        `select coalesce(sum(amount_fen), 0)::bigint as total from ledger_entries where account_code = $1 and owner = $2`,
        [code, owner],
      )
      .then(({ total }) => total)
  }
}
