import { randomBytes, randomInt } from 'node:crypto'
import type { Book } from '../book/book.js'
import type { Payment, PaymentProduct } from '../book/records.js'
import { dayStamp, secondStamp } from '../clock.js'
import type { Clock } from '../clock.js'
import { GatewayError } from '../http/gateway-error.js'
import type { Keyring } from '../keys/keyring.js'
import { fingerprintOf, paramError, parseBody } from './wire-rules.js'
import { closeSchema, h5OrderSchema, jsapiOrderSchema, nativeOrderSchema } from './wire-schemas.js'
import type { OrderBody } from './wire-schemas.js'

const H5_LINK_LIFE_MS = 5 * 60 * 1000
const CODE_LIFE_MS = 2 * 60 * 60 * 1000
const ORDER_SCHEMAS = { H5: h5OrderSchema, NATIVE: nativeOrderSchema, JSAPI: jsapiOrderSchema } as const

export function digits(count: number): string {
  return Array.from({ length: count }, () => randomInt(10)).join('')
}

/** Orders of the merchant: create, find, close. Everything it throws is a refusal in the gateway's words. */
export class Transactions {
  constructor(
    private readonly book: Book,
    private readonly keyring: Keyring,
    private readonly clock: Clock,
  ) {}

  create(product: PaymentProduct, body: unknown): Payment {
    const order: OrderBody = parseBody(ORDER_SCHEMAS[product], body)
    this.#requireOwnNumbers(order)
    const openid = 'payer' in order ? order.payer.openid : null
    if (openid !== null) this.#requirePayer(order.appid, openid)
    const now = this.clock.now()
    const timeExpireAt = order.time_expire === undefined ? null : Date.parse(order.time_expire)
    if (timeExpireAt !== null && timeExpireAt <= now) {
      throw paramError('/time_expire', 'must be later than now', order.time_expire)
    }
    const fingerprint = fingerprintOf({ product, order })
    const linkToken = randomBytes(18).toString('base64url')
    const linkExpiresAt = Math.min(now + (product === 'H5' ? H5_LINK_LIFE_MS : CODE_LIFE_MS), timeExpireAt ?? Infinity)
    const known = this.book.payments.get(order.out_trade_no)
    if (known !== undefined) return this.#reorder(known, fingerprint, { linkToken, linkExpiresAt })
    const payment: Payment = {
      channel: 'wechat',
      product,
      outTradeNo: order.out_trade_no,
      appid: order.appid,
      mchid: order.mchid,
      description: order.description,
      attach: order.attach ?? null,
      notifyUrl: order.notify_url,
      totalFen: order.amount.total,
      timeExpireAt,
      fingerprint,
      prepayId: `wx${secondStamp(now)}${randomBytes(10).toString('hex')}`,
      createdAt: now,
      state: 'NOTPAY',
      linkToken,
      linkExpiresAt,
      transactionId: null,
      openid,
      paidAt: null,
      cancelledAt: null,
      closedAt: null,
    }
    this.book.record({ type: 'payment-created', payment })
    return this.byOutTradeNo(payment.outTradeNo)
  }

  byOutTradeNo(outTradeNo: string): Payment {
    const payment = this.book.payments.get(outTradeNo)
    if (payment === undefined) throw new GatewayError(404, 'ORDER_NOT_EXIST', '订单不存在')
    return payment
  }

  byTransactionId(transactionId: string): Payment {
    const payment = this.book.paymentByTransaction(transactionId)
    if (payment === undefined) throw new GatewayError(404, 'ORDER_NOT_EXIST', '订单不存在')
    return payment
  }

  requireMerchant(mchid: unknown): void {
    if (mchid === this.keyring.mchid) return
    throw new GatewayError(400, 'MCH_NOT_EXISTS', '商户号不存在', { field: 'mchid', value: mchid })
  }

  /** Closing twice answers like closing once, so that a merchant whose first answer was lost can repeat it. */
  close(outTradeNo: string, body: unknown): void {
    this.requireMerchant(parseBody(closeSchema, body).mchid)
    const payment = this.byOutTradeNo(outTradeNo)
    if (payment.state === 'SUCCESS') throw new GatewayError(400, 'ORDERPAID', '该订单已支付')
    if (payment.state === 'CLOSED') return
    this.book.record({ type: 'payment-closed', outTradeNo, at: this.clock.now() })
  }

  #requireOwnNumbers(order: OrderBody): void {
    this.requireMerchant(order.mchid)
    const { appid, wechatMiniProgram, wechatOfficialAccount } = this.keyring
    const bound = [appid, wechatMiniProgram.appid, wechatOfficialAccount.appid]
    if (!bound.includes(order.appid)) {
      throw new GatewayError(400, 'APPID_MCHID_NOT_MATCH', 'appid和mch_id不匹配', {
        field: 'appid',
        value: order.appid,
      })
    }
  }

  /** An openid means a person to one app only: the one of another app is as good as none. */
  #requirePayer(appid: string, openid: string): void {
    if (this.book.open.personByOpenid(appid, openid) !== undefined) return
    const value = openid
    const elsewhere = [...this.book.open.people.values()].some((person) =>
      Object.values(person.openids).includes(openid),
    )
    const message = elsewhere ? 'appid和openid不匹配' : '无效的openid'
    throw new GatewayError(400, 'PARAM_ERROR', message, { field: '/payer/openid', location: 'body', value })
  }

  #reorder(known: Payment, fingerprint: string, link: { linkToken: string; linkExpiresAt: number }): Payment {
    if (known.state === 'SUCCESS') throw new GatewayError(400, 'ORDERPAID', '该订单已支付')
    if (known.state === 'CLOSED') throw new GatewayError(400, 'ORDER_CLOSED', '该订单已关闭')
    if (known.fingerprint !== fingerprint) throw new GatewayError(403, 'OUT_TRADE_NO_USED', '商户订单号重复')
    this.book.record({ type: 'payment-reordered', outTradeNo: known.outTradeNo, ...link })
    return known
  }
}

export function newTransactionId(now: number): string {
  return `42000${digits(5)}${dayStamp(now)}${digits(10)}`
}
