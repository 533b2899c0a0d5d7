import type { Book } from '../book/book.js'
import { secondStamp } from '../clock.js'
import type { Courier } from '../notices/courier.js'
import type { UnionpayKeys } from './account.js'
import type { UnionpayOrder, UnionpayRefund } from './records.js'
import type { Fields } from './signature.js'

interface Moved {
  txnType: '01' | '04'
  orderId: string
  txnTime: string
  txnAmt: number
  queryId: string
  at: number
}

/** The facts of money that moved, in the words that answers and notices share. */
export function movedFields(keys: Pick<UnionpayKeys, 'merId'>, moved: Moved): Fields {
  const stamp = secondStamp(moved.at)
  return {
    merId: keys.merId,
    orderId: moved.orderId,
    txnTime: moved.txnTime,
    txnType: moved.txnType,
    txnSubType: moved.txnType === '01' ? '01' : '00',
    bizType: '000201',
    accessType: '0',
    txnAmt: String(moved.txnAmt),
    currencyCode: '156',
    settleAmt: String(moved.txnAmt),
    settleCurrencyCode: '156',
    settleDate: stamp.slice(4, 8),
    traceNo: moved.queryId.slice(-6),
    traceTime: stamp.slice(4),
    queryId: moved.queryId,
  }
}

export function paidFields(keys: Pick<UnionpayKeys, 'merId'>, order: UnionpayOrder): Fields {
  const { orderId, txnTime, txnAmt, queryId, paidAt } = order
  return movedFields(keys, { txnType: '01', orderId, txnTime, txnAmt, queryId: queryId ?? '', at: paidAt ?? 0 })
}

export function refundedFields(keys: Pick<UnionpayKeys, 'merId'>, refund: UnionpayRefund): Fields {
  const { orderId, txnTime, txnAmt, queryId, at } = refund
  return movedFields(keys, { txnType: '04', orderId, txnTime, txnAmt, queryId, at })
}

/** Writes down what is to be told, as it stands at this moment, and hands it to the courier. */
export class UnionpayNews {
  constructor(
    private readonly book: Book,
    private readonly keys: UnionpayKeys,
    private readonly courier: Courier,
  ) {}

  paid(order: UnionpayOrder): void {
    this.#tell(
      'UNIONPAY_PAID',
      { outTradeNo: order.orderId, outRefundNo: null, url: order.backUrl },
      paidFields(this.keys, order),
    )
  }

  refunded(order: UnionpayOrder, refund: UnionpayRefund): void {
    const subject = { outTradeNo: order.orderId, outRefundNo: refund.orderId, url: refund.backUrl }
    this.#tell('UNIONPAY_REFUNDED', subject, refundedFields(this.keys, refund))
  }

  #tell(
    event: 'UNIONPAY_PAID' | 'UNIONPAY_REFUNDED',
    subject: { outTradeNo: string; outRefundNo: string | null; url: string },
    moved: Fields,
  ): void {
    const fields = { ...moved, respCode: '00', respMsg: 'Success!' }
    const notice = this.courier.post(event, { channel: 'unionpay', ...subject, fields })
    this.courier.start(notice.id).catch(() => undefined)
  }
}
