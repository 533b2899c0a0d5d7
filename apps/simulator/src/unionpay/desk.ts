import { randomBytes } from 'node:crypto'
import type { Book } from '../book/book.js'
import { secondStamp } from '../clock.js'
import type { Clock } from '../clock.js'
import type { PayRefusal } from '../wechat-pay/shopper.js'
import { digits } from '../wechat-pay/transactions.js'
import { fingerprintOf } from '../wechat-pay/wire-rules.js'
import { refundedFen } from './ledger.js'
import type { UnionpayNews } from './news.js'
import type { UnionpayOrder, UnionpayRefund } from './records.js'
import { UnionpayRefusal } from './refusal.js'
import { frontRequest, readFields, refundRequest } from './requests.js'
import type { Fields } from './signature.js'

const DAY_MS = 24 * 60 * 60 * 1000
const UNSIGNED = new Set(['signature', 'certId'])

function instantOf(stamp: string): number {
  const [, y, mo, d, h, mi, s] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(stamp) ?? []
  return Date.parse(`${y}-${mo}-${d}T${h}:${mi}:${s}+08:00`)
}

function fingerprint(fields: Fields): string {
  return fingerprintOf(Object.fromEntries(Object.entries(fields).filter(([name]) => !UNSIGNED.has(name))))
}

/** Orders and refunds of the merchant, and what the person with the card does at the page. */
export class UnionpayDesk {
  constructor(
    private readonly book: Book,
    private readonly clock: Clock,
    private readonly news: UnionpayNews,
  ) {}

  /** A browser that sends the same form again comes to the same order. */
  open(fields: Fields): UnionpayOrder {
    const request = readFields(frontRequest, fields)
    const known = this.book.unionpay.orders.get(request.orderId)
    if (known !== undefined) {
      if (known.fingerprint !== fingerprint(fields)) throw new UnionpayRefusal('12', 'orderId')
      return known
    }
    if (this.book.unionpay.refund(request.orderId) !== undefined) throw new UnionpayRefusal('12', 'orderId')
    const now = this.clock.now()
    const endsAt = request.payTimeout === undefined ? now + DAY_MS : instantOf(request.payTimeout)
    if (Number.isNaN(endsAt)) throw new UnionpayRefusal('10', 'payTimeout')
    const order: UnionpayOrder = {
      orderId: request.orderId,
      txnTime: request.txnTime,
      txnAmt: Number(request.txnAmt),
      channelType: request.channelType,
      endsAt,
      frontUrl: request.frontUrl ?? null,
      backUrl: request.backUrl,
      fingerprint: fingerprint(fields),
      linkToken: randomBytes(16).toString('hex'),
      createdAt: now,
      queryId: null,
      paidAt: null,
      cancelledAt: null,
      refunds: [],
    }
    this.book.record({ type: 'unionpay', event: { type: 'order-opened', order } })
    return order
  }

  refusalFor(order: UnionpayOrder): PayRefusal | null {
    if (order.paidAt !== null) return 'already_paid'
    return this.clock.now() > order.endsAt ? 'expired' : null
  }

  /** `late` pays although the time is over: the bank's answer came after the platform's own end. */
  pay(order: UnionpayOrder, late: boolean): PayRefusal | null {
    const refusal = this.refusalFor(order)
    if (refusal !== null && !(late && refusal === 'expired')) return refusal
    const at = this.clock.now()
    const queryId = this.#number(at)
    this.book.record({ type: 'unionpay', event: { type: 'order-paid', orderId: order.orderId, queryId, at } })
    this.news.paid({ ...order, queryId, paidAt: at })
    return null
  }

  cancel(order: UnionpayOrder): void {
    if (order.paidAt !== null) return
    const event = { type: 'order-cancelled', orderId: order.orderId, at: this.clock.now() } as const
    this.book.record({ type: 'unionpay', event })
  }

  /** Every repetition of a number is refused as one, whatever it says: what became of the first is for a question. */
  refund(fields: Fields, failure: string | undefined): UnionpayRefund {
    const request = readFields(refundRequest, fields)
    const { unionpay } = this.book
    if (unionpay.refund(request.orderId) !== undefined || unionpay.orders.has(request.orderId)) {
      throw new UnionpayRefusal('12', 'orderId')
    }
    const order = unionpay.orderByQueryId(request.origQryId)
    if (order === undefined) throw new UnionpayRefusal('35', 'origQryId')
    const txnAmt = Number(request.txnAmt)
    if (refundedFen(order) + txnAmt > order.txnAmt) throw new UnionpayRefusal('36', 'txnAmt')
    const at = this.clock.now()
    const { orderId, txnTime, backUrl } = request
    const named = { orderId, txnTime, backUrl, txnAmt, fingerprint: fingerprint(fields) }
    const refund = { ...named, queryId: this.#number(at), respCode: failure ?? '00', at }
    this.book.record({ type: 'unionpay', event: { type: 'order-refunded', orderId: order.orderId, refund } })
    if (refund.respCode === '00') this.news.refunded(order, refund)
    return refund
  }

  #number(at: number): string {
    return `${secondStamp(at)}${digits(7)}`
  }
}
