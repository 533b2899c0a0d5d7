import { randomBytes } from 'node:crypto'
import type { Book } from '../book/book.js'
import type { Notice, NoticeEvent, WechatNoticeEvent } from '../book/records.js'
import { rfc3339 } from '../clock.js'
import type { Fault } from '../faults/fault-kinds.js'
import type { Keyring } from '../keys/keyring.js'
import { seal } from './sealed.js'
import { paidNoticeView, refundNoticeView } from './views.js'

const SUMMARY: Record<WechatNoticeEvent, string> = {
  'TRANSACTION.SUCCESS': '支付成功',
  'REFUND.SUCCESS': '退款成功',
  'REFUND.ABNORMAL': '退款异常',
}

function summaryOf(event: NoticeEvent): string {
  return Object.hasOwn(SUMMARY, event) ? SUMMARY[event as WechatNoticeEvent] : event
}

function plainResource(book: Book, notice: Notice, keyring: Keyring, fault?: Fault): Record<string, unknown> {
  const refund = notice.outRefundNo === null ? undefined : book.refunds.get(notice.outRefundNo)
  if (refund !== undefined) return refundNoticeView(refund, keyring.mchid, fault)
  const payment = book.payments.get(notice.outTradeNo)
  if (payment === undefined) throw new Error(`notice ${notice.id} speaks of the unknown payment ${notice.outTradeNo}`)
  return paidNoticeView(book, payment, fault)
}

/** One try's body. The resource is sealed anew each time; a forger does not know the merchant's APIv3 key. */
export function noticeBody(book: Book, notice: Notice, keyring: Keyring, fault?: Fault): string {
  const originalType = notice.outRefundNo === null ? 'transaction' : 'refund'
  const key = fault?.kind === 'forge' ? randomBytes(32) : keyring.apiV3Key
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
