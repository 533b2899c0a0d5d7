import { Inject, Injectable } from '@nestjs/common'
import { isoOf, addMs, hourMs, secondMs, type Instant, instantOf } from '@jishi/kernel/time'
import { CONFIG, type Config } from '../../../infra/config/config.js'
import { AlipayClient, alipayAccountOf, yuanOf, type PaidBy } from '../../payment/index.js'
import { alipayOrderOf, type AlipayOrder, type ReportedOrder } from '../domain/platform-messages.js'
import type { Message, PlatformDesk, Shown, Told } from './platform-desk.js'

const SHANGHAI_MS = 8 * hourMs

/** `2026-03-01 10:00:00` in the shop's own zone, as Alipay writes all times. */
const wallTime = (at: Instant): string => isoOf(addMs(at, SHANGHAI_MS)).slice(0, 19).replace('T', ' ')

/** Alipay's order centre 订单中心: it takes any number of words, and the one with the later time wins. */
@Injectable()
export class AlipayOrderCentre implements PlatformDesk {
  readonly platform = 'alipay'
  readonly channel = 'alipay_mp'
  readonly strict = false
  readonly tickMs = secondMs
  private client: AlipayClient | undefined

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  get on(): boolean {
    return this.alipay() !== undefined
  }

  messageOf(order: ReportedOrder): Message | undefined {
    const body = alipayOrderOf(order)
    return body && { body, whole: order.state !== 'paid' }
  }

  async tell(paid: PaidBy, order: ReportedOrder, { body }: Message, at: Instant): Promise<Told> {
    const client = this.alipay()
    if (client === undefined) return { kind: 'refused', problem: 'off' }
    const answer = await client.call('/v3/alipay/merchant/order/sync', contentOf(paid, order, body as AlipayOrder, at))
    if (answer.kind === 'ok') return { kind: 'taken' }
    if (answer.kind === 'unknown') return { kind: 'unknown', problem: answer.reason }
    return { kind: answer.code === 'TRADE_NOT_EXIST' ? 'later' : 'refused', problem: answer.code }
  }

  /** Telling again costs nothing here, so nobody asks. */
  shown(): Promise<Shown> {
    return Promise.resolve({ same: false, whole: false })
  }

  private alipay(): AlipayClient | undefined {
    if (this.client !== undefined) return this.client
    const account = alipayAccountOf(this.config)
    this.client = account && new AlipayClient(account)
    return this.client
  }
}

const contentOf = (paid: PaidBy, order: ReportedOrder, told: AlipayOrder, at: Instant): Record<string, unknown> => ({
  out_biz_no: paid.attemptNo,
  order_type: 'TRADE_ORDER',
  trade_no: paid.channelTxn,
  buyer_open_id: paid.payer,
  order_create_time: wallTime(instantOf(order.placedAt)),
  order_modified_time: wallTime(at),
  amount: yuanOf(order.payableFen),
  pay_amount: yuanOf(paid.amountFen),
  tiny_app_id: paid.appId,
  item_order_list: told.items.map(({ title, qty, unitFen }) => ({
    item_name: title,
    quantity: qty,
    unit_price: yuanOf(unitFen),
  })),
  logistics_info_list: told.parcels.map(({ trackingNo, carrier }) => ({
    tracking_no: trackingNo,
    logistics_code: carrier,
  })),
  ext_info: [{ ext_key: 'merchant_order_status', ext_value: told.status }],
})
