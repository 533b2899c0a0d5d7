import { z } from 'zod'
import type { Book } from '../book/book.js'
import { fenOf } from './money.js'
import type { AlipayTrade, SyncedOrder } from './records.js'
import { acq } from './refusal.js'
import { instantOf } from './times.js'
import type { AlipayTrades } from './trades.js'
import { parsed } from './wire-schemas.js'

const time = z.string().refine((text) => instantOf(text) !== null)
const amount = z.string().regex(/^\d{1,12}(?:\.\d{1,2})?$/)

const syncSchema = z.object({
  out_biz_no: z.string().min(1).max(64),
  order_type: z.literal('TRADE_ORDER').default('TRADE_ORDER'),
  trade_no: z.string().min(1).max(64),
  buyer_open_id: z.string().min(1).max(128),
  order_create_time: time,
  order_modified_time: time,
  order_pay_time: time.optional(),
  amount,
  pay_amount: amount,
  item_order_list: z
    .array(z.object({ item_name: z.string().min(1).max(256), quantity: z.int().min(1), unit_price: amount }))
    .min(1),
  logistics_info_list: z
    .array(z.object({ tracking_no: z.string().min(1).max(64), logistics_code: z.string().min(1).max(32) }))
    .default([]),
  tiny_app_id: z.string().optional(),
  ext_info: z.array(z.object({ ext_key: z.string().min(1), ext_value: z.string().max(1024) })),
})

/** The wallet's list of orders, as merchants tell it: the word with the later time wins, an equal one is a repetition. */
export class OrderSyncs {
  constructor(
    private readonly book: Book,
    private readonly trades: AlipayTrades,
  ) {}

  sync(content: unknown): Record<string, unknown> {
    const told = parsed(syncSchema, content)
    const trade = this.#tradeOf(told)
    const status = told.ext_info.find(({ ext_key }) => ext_key === 'merchant_order_status')?.ext_value
    if (status === undefined) throw acq('INVALID_PARAMETER', '参数无效：merchant_order_status')
    const known = this.book.alipay.orders.get(told.out_biz_no)
    const modifiedAt = instantOf(told.order_modified_time) ?? 0
    const order: SyncedOrder = {
      outBizNo: told.out_biz_no,
      recordId: known?.recordId ?? `SYNC${trade.tradeNo}`,
      status,
      parcels: told.logistics_info_list.map(({ tracking_no }) => tracking_no),
      items: told.item_order_list.map(({ item_name }) => item_name),
      modifiedAt,
      syncs: (known?.syncs ?? 0) + 1,
    }
    if (known === undefined || modifiedAt > known.modifiedAt) {
      this.book.record({ type: 'alipay', event: { type: 'order-synced', order } })
    }
    return { record_id: order.recordId, order_id: order.recordId, order_status: status }
  }

  #tradeOf({ trade_no, buyer_open_id, pay_amount }: z.output<typeof syncSchema>): AlipayTrade {
    const trade = this.trades.byNumbers({ trade_no })
    if (trade.paidAt === null) throw acq('TRADE_STATUS_ERROR')
    if (trade.buyerOpenId !== buyer_open_id) throw acq('TRADE_BUYER_NOT_MATCH')
    if (fenOf(pay_amount) !== trade.totalFen) throw acq('INVALID_PARAMETER', '参数无效：pay_amount')
    return trade
  }
}
