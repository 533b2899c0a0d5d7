import type { Book } from '../book/book.js'
import type { Keyring } from '../keys/keyring.js'
import type { NoticePost } from '../notices/notice-post.js'
import { noticeBody } from './notice-body.js'
import { platformHeaders } from './platform-signature.js'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/** 24 hours and 4 minutes in all. */
const RETRY_PAUSES_MS = [
  15 * SECOND,
  15 * SECOND,
  30 * SECOND,
  3 * MINUTE,
  10 * MINUTE,
  20 * MINUTE,
  30 * MINUTE,
  30 * MINUTE,
  30 * MINUTE,
  60 * MINUTE,
  3 * HOUR,
  3 * HOUR,
  3 * HOUR,
  6 * HOUR,
  6 * HOUR,
] as const

export function wechatNoticePost(book: Book, keyring: Keyring): NoticePost {
  return {
    pausesMs: RETRY_PAUSES_MS,
    operationOf: ({ outBillNo, outRefundNo }) =>
      outBillNo !== undefined ? 'transfer_notify' : outRefundNo === null ? 'notify' : 'refund_notify',
    // Sealed and signed anew at every try.
    write: (notice, fault, at) => {
      const body = noticeBody(book, notice, keyring, fault)
      const signature = platformHeaders(body, { keyring, mode: book.keyMode, now: at, fault })
      return { headers: { 'Content-Type': 'application/json', ...signature }, body }
    },
    accepts: (status) => status === 200 || status === 204,
  }
}
