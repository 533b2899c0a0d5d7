import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import type { Book } from '../book/book.js'
import type { Payment } from '../book/records.js'
import type { Clock } from '../clock.js'
import type { Keyring } from '../keys/keyring.js'
import { OpenError } from './open-error.js'
import type { ShippedOrder, ShippingItem } from './records.js'
import { askShape, pathShape, shippingRefusal as refuse, uploadShape } from './shipping-shapes.js'
import type { ShippingUpload } from './shipping-shapes.js'
import type { AccessTokens } from './tokens.js'

const STATES = { toShip: 1, shipped: 2, confirmed: 3, refunded: 5 } as const
/** What the shop writes where the order's number will stand. */
const NUMBER_PLACEHOLDER = '${商品订单号}'

const parsed = <Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> => {
  if (typeof body !== 'object' || body === null) throw new OpenError(47001, 'data format error')
  const result = schema.safeParse(body)
  if (result.success) return result.data
  throw refuse('badArgument')
}

/** Orders of mini programs as WeChat keeps them: what was shipped, whether it was received, where a bill leads to. */
export class OrderCentre {
  constructor(
    private readonly book: Book,
    private readonly keyring: Keyring,
    private readonly clock: Clock,
    private readonly tokens: AccessTokens,
  ) {}

  upload(accessToken: string, body: unknown): Record<string, unknown> {
    const { appid } = this.tokens.require(accessToken)
    const told = parsed(uploadShape, body)
    const payment = this.#payment(appid, told.order_key)
    if (payment.openid !== told.payer.openid) throw refuse('otherPayer')
    if (this.#stateOf(payment) === STATES.refunded || this.#stateOf(payment) === STATES.confirmed) {
      throw refuse('notShippable')
    }
    const known = this.book.open.shippings.get(payment.outTradeNo)
    if (known !== undefined && Date.parse(told.upload_time) <= Date.parse(known.uploadTime)) throw refuse('uploadTime')
    this.#record(payment, told, known)
    return { errcode: 0, errmsg: 'ok' }
  }

  order(accessToken: string, body: unknown): Record<string, unknown> {
    const { appid } = this.tokens.require(accessToken)
    const { transaction_id, merchant_id, merchant_trade_no } = parsed(askShape, body)
    const payment = this.#payment(appid, { transaction_id, mchid: merchant_id, out_trade_no: merchant_trade_no })
    return { errcode: 0, errmsg: 'ok', order: this.view(payment) }
  }

  setPath(accessToken: string, body: unknown): Record<string, unknown> {
    const { appid } = this.tokens.require(accessToken)
    const { path } = parsed(pathShape, body)
    if (!path.includes(NUMBER_PLACEHOLDER)) throw refuse('badArgument')
    this.book.recordOpen({ what: 'order-path-set', appid, path })
    return { errcode: 0, errmsg: 'ok' }
  }

  path(accessToken: string): Record<string, unknown> {
    const { appid } = this.tokens.require(accessToken)
    return { errcode: 0, errmsg: 'ok', path: this.book.open.orderPaths.get(appid) ?? '' }
  }

  /** The payer presses the button of the component; a thing that was never shipped cannot have been received. */
  confirm(outTradeNo: string): boolean {
    const known = this.book.open.shippings.get(outTradeNo)
    if (known?.whole !== true) return false
    this.book.recordOpen({ what: 'receipt-confirmed', outTradeNo, at: this.clock.now() })
    return true
  }

  view(payment: Payment): Record<string, unknown> {
    const known = this.book.open.shippings.get(payment.outTradeNo)
    return {
      transaction_id: payment.transactionId,
      merchant_id: payment.mchid,
      merchant_trade_no: payment.outTradeNo,
      description: payment.description,
      openid: payment.openid,
      paid_amount: payment.totalFen,
      pay_time: Math.floor((payment.paidAt ?? 0) / 1000),
      order_state: this.#stateOf(payment),
      in_complaint: false,
      shipping: shippingView(known),
    }
  }

  #record(payment: Payment, told: ShippingUpload, known: ShippedOrder | undefined): void {
    const whole = told.delivery_mode === 1 || told.is_all_delivered === true
    const items: ShippingItem[] = told.shipping_list
    if (known !== undefined) requireChangeable(known, whole, items)
    const shipping: ShippedOrder = {
      outTradeNo: payment.outTradeNo,
      logisticsType: told.logistics_type,
      deliveryMode: told.delivery_mode,
      items,
      whole,
      changed: known?.whole === true,
      uploadTime: told.upload_time,
      confirmedAt: null,
    }
    this.book.recordOpen({ what: 'order-shipped', shipping })
  }

  #payment(
    appid: string,
    key: { transaction_id?: string | undefined; mchid?: string | undefined; out_trade_no?: string | undefined },
  ): Payment {
    const byOwn = key.mchid === this.keyring.mchid ? this.book.payments.get(key.out_trade_no ?? '') : undefined
    const payment = key.transaction_id === undefined ? byOwn : this.book.paymentByTransaction(key.transaction_id)
    if (payment?.state !== 'SUCCESS' || payment.appid !== appid) throw refuse('unknownPayment')
    return payment
  }

  #stateOf(payment: Payment): number {
    const back = this.book
      .refundsOf(payment.outTradeNo)
      .reduce((sum, refund) => sum + (refund.status === 'SUCCESS' ? refund.refundFen : 0), 0)
    if (back >= payment.totalFen) return STATES.refunded
    const known = this.book.open.shippings.get(payment.outTradeNo)
    if (known !== undefined && known.confirmedAt !== null) return STATES.confirmed
    return known?.whole === true ? STATES.shipped : STATES.toShip
  }
}

/** What is being shipped may grow; what is whole may be changed once, into something that is whole as well. */
function requireChangeable(known: ShippedOrder, whole: boolean, items: ShippingItem[]): void {
  if (known.whole === whole && isDeepStrictEqual(known.items, items)) throw refuse('same')
  if (known.whole && known.changed) throw refuse('changeUsed')
  if (known.whole && !whole) throw refuse('shipped')
}

function shippingView(known: ShippedOrder | undefined): Record<string, unknown> {
  if (known === undefined) {
    return { delivery_mode: 0, logistics_type: 0, finish_shipping: false, finish_shipping_count: 0, shipping_list: [] }
  }
  const { deliveryMode, logisticsType, whole, changed, items, uploadTime } = known
  return {
    delivery_mode: deliveryMode,
    logistics_type: logisticsType,
    finish_shipping: whole,
    finish_shipping_count: whole ? (changed ? 2 : 1) : 0,
    goods_desc: items[0]?.item_desc ?? '',
    shipping_list: items.map(({ item_desc, ...item }) => ({
      ...item,
      goods_desc: item_desc,
      upload_time: Math.floor(Date.parse(uploadTime) / 1000),
    })),
  }
}
