import { Injectable } from '@nestjs/common'
import { isoOf, type Instant } from '@jishi/kernel/time'
import { z } from 'zod'
import { WeixinApi } from '../../identity/index.js'
import type { PaidBy } from '../../payment/index.js'
import { isWhole, weixinShippingOf, type ReportedOrder, type WeixinShipping } from '../domain/platform-messages.js'
import type { Message, PlatformDesk, Shown, Told } from './platform-desk.js'

const PATH = '/wxa/sec/order'
const refusable = z.object({ errcode: z.int().optional() })
const item = z.object({
  tracking_no: z.string().optional(),
  express_company: z.string().optional(),
  goods_desc: z.string().optional(),
})
const orderAnswer = refusable.extend({
  order: z
    .object({
      order_state: z.int(),
      shipping: z
        .object({ finish_shipping: z.boolean().optional(), shipping_list: z.array(item).optional() })
        .optional(),
    })
    .optional(),
})
const pathAnswer = refusable.extend({ path: z.string().optional() })
type OrderAnswer = NonNullable<z.infer<typeof orderAnswer>['order']>

/** Received by the payer or by time, and the money handed over. */
const RECEIVED = new Set([3, 4])
/** It is the same as before: a word that was lost on its way back. */
const SAME = 10_060_023
/** Whole already, the change used, received or given back: nothing more is taken. */
const SPENT = new Set([10_060_002, 10_060_003, 10_060_004])
/** Quotas, its own trouble, and a payment that its list does not have yet. */
const LATER = new Set([45_009, 45_011, 10_060_001, 10_060_012, 40_001, 42_001])
/** Busy: whether it was taken before that, it does not say. */
const BUSY = -1

/** WeChat's order centre: shipping information 发货信息, receipts, and where a bill leads to. */
@Injectable()
export class WeixinOrderCentre implements PlatformDesk {
  readonly platform = 'weixin'
  readonly channel = 'wechat_mp'
  readonly strict = true
  readonly tickMs = 1

  constructor(private readonly weixin: WeixinApi) {}

  get on(): boolean {
    return this.weixin.appId !== undefined
  }

  get appId(): string | undefined {
    return this.weixin.appId
  }

  messageOf(order: ReportedOrder): Message | undefined {
    const body = weixinShippingOf(order)
    return body && { body, whole: isWhole(body) }
  }

  async tell(paid: PaidBy, _order: ReportedOrder, { body }: Message, at: Instant): Promise<Told> {
    const { errcode = 0 } = await this.weixin.ask(
      `${PATH}/upload_shipping_info`,
      {
        order_key: { order_number_type: 2, transaction_id: paid.channelTxn },
        ...body,
        upload_time: isoOf(at),
        payer: { openid: paid.payer },
      },
      refusable,
    )
    return meaningOf(errcode)
  }

  async shown(paid: PaidBy, { body, whole }: Message): Promise<Shown> {
    const order = await this.order(paid)
    const list = order.shipping?.shipping_list ?? []
    const finished = order.shipping?.finish_shipping === true
    const wanted = (body as WeixinShipping).shipping_list.map((one) =>
      partsOf(one.tracking_no, one.express_company, one.item_desc),
    )
    const has = list.map((one) => partsOf(one.tracking_no, one.express_company, one.goods_desc))
    return { same: finished === whole && JSON.stringify(has) === JSON.stringify(wanted), whole: finished }
  }

  /** Whether the payer has confirmed there that the goods came. Throws PLATFORM_UNAVAILABLE without an answer. */
  async received(paid: PaidBy): Promise<boolean> {
    return RECEIVED.has((await this.order(paid)).order_state)
  }

  /** True once bills lead to this path. Throws PLATFORM_UNAVAILABLE without an answer. */
  async leadBillsTo(path: string): Promise<boolean> {
    const { path: known } = await this.weixin.ask(`${PATH}/get_order_detail_path`, {}, pathAnswer)
    if (known === path) return true
    const { errcode = 0 } = await this.weixin.ask(`${PATH}/update_order_detail_path`, { path }, refusable)
    return errcode === 0
  }

  private async order({ channelTxn }: PaidBy): Promise<OrderAnswer> {
    const answer = await this.weixin.ask(`${PATH}/get_order`, { transaction_id: channelTxn }, orderAnswer)
    if (answer.order === undefined) throw new Error(`get_order answered ${answer.errcode ?? 'nothing'}`)
    return answer.order
  }
}

const partsOf = (trackingNo = '', company = '', goods = ''): string[] => [trackingNo, company, goods]

const meaningOf = (errcode: number): Told => {
  const problem = String(errcode)
  if (errcode === 0 || errcode === SAME) return { kind: 'taken' }
  if (errcode === BUSY) return { kind: 'unknown', problem }
  if (SPENT.has(errcode)) return { kind: 'spent', problem }
  return { kind: LATER.has(errcode) ? 'later' : 'refused', problem }
}
