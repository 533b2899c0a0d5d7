import { randomBytes } from 'node:crypto'
import type { Book } from '../book/book.js'
import type { Notice, NoticeEvent, WechatNoticeEvent } from '../book/records.js'
import { rfc3339 } from '../clock.js'
import type { Fault } from '../faults/fault-kinds.js'
import type { Keyring } from '../keys/keyring.js'
import { seal } from './sealed.js'
import { transferView } from './transfer-views.js'
import { paidNoticeView, refundNoticeView } from './views.js'

const SUMMARY: Record<WechatNoticeEvent, string> = {
  'TRANSACTION.SUCCESS': '支付成功',
  'REFUND.SUCCESS': '退款成功',
  'REFUND.ABNORMAL': '退款异常',
  'MCHTRANSFER.BILL.FINISHED': '商家转账单据终态通知',
}

function summaryOf(event: NoticeEvent): string {
  return Object.hasOwn(SUMMARY, event) ? SUMMARY[event as WechatNoticeEvent] : event
}

function plainResource(book: Book, notice: Notice, keyring: Keyring, fault?: Fault): Record<string, unknown> {
  if (notice.outBillNo !== undefined) {
    const transfer = book.transfers.all.get(notice.outBillNo)
    if (transfer === undefined) throw new Error(`notice ${notice.id} speaks of an unknown transfer`)
    return transferView(transfer, keyring.mchid, fault)
  }
  const refund = notice.outRefundNo === null ? undefined : book.refunds.get(notice.outRefundNo)
  if (refund !== undefined) return refundNoticeView(refund, keyring.mchid, fault)
  const payment = book.payments.get(notice.outTradeNo)
  if (payment === undefined) throw new Error(`notice ${notice.id} speaks of the unknown payment ${notice.outTradeNo}`)
  return paidNoticeView(book, payment, fault)
}

function originalTypeOf({ outBillNo, outRefundNo }: Notice): string {
  if (outBillNo !== undefined) return 'mch_payment'
  return outRefundNo === null ? 'transaction' : 'refund'
}

function sealingKey(keyring: Keyring, fault: Fault | undefined): string | Buffer {
  if (fault?.kind === 'forge' || fault?.kind === 'foreign_key') return randomBytes(32)
  return fault?.kind === 'key_before' ? keyring.apiV3KeyBefore : keyring.apiV3Key
}

/** One try's body. The resource is sealed anew each time; a forger does not know the merchant's APIv3 key. */
export function noticeBody(book: Book, notice: Notice, keyring: Keyring, fault?: Fault): string {
  const originalType = originalTypeOf(notice)
  const key = sealingKey(keyring, fault)
  const plaintext = JSON.stringify(plainResource(book, notice, keyring, fault))
  return JSON.stringify({
    id: notice.id,
    create_time: rfc3339(notice.createdAt),
    event_type: notice.eventType,
    summary: summaryOf(notice.eventType),
    resource_type: 'encrypt-resource',
    resource: { ...seal(plaintext, key, originalType), original_type: originalType },
  })
}
