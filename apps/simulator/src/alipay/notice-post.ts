import type { Notice } from '../book/records.js'
import { numberOf } from '../faults/fault-kinds.js'
import type { Fault } from '../faults/fault-kinds.js'
import type { NoticePost } from '../notices/notice-post.js'
import type { AlipayKeys } from './account.js'
import { fenOf, yuanOf } from './money.js'
import { platformSignature, signedText } from './signature.js'

const MINUTE = 60 * 1000
const HOUR = 60 * MINUTE

/** Pauses before each repetition: about 25 hours in all. */
const RETRY_PAUSES_MS = [4 * MINUTE, 10 * MINUTE, 10 * MINUTE, HOUR, 2 * HOUR, 6 * HOUR, 15 * HOUR] as const

const STRANGER_SELLER_ID = '2088000000000099'
const STRANGER_APP_ID = '2021000000000099'

/** What a fault makes the platform claim instead of the truth, correctly signed. */
function claimed(fields: Readonly<Record<string, string>>, fault: Fault | undefined): Record<string, string> {
  switch (fault?.kind) {
    case 'wrong_amount': {
      const fen = fenOf(fields['total_amount'] ?? '') ?? 0
      return { ...fields, total_amount: yuanOf(numberOf(fault, fen + 1)) }
    }
    case 'other_seller':
      return { ...fields, seller_id: String(fault.value ?? STRANGER_SELLER_ID) }
    case 'other_app': {
      const appId = String(fault.value ?? STRANGER_APP_ID)
      return { ...fields, app_id: appId, auth_app_id: appId }
    }
    default:
      return { ...fields }
  }
}

/**
 * One try's form. Every repetition carries the same fields, `notify_id` and `notify_time` included. A trade's
 * notification is signed without `sign_type`, although it is sent along.
 */
function formOf(keys: AlipayKeys, notice: Notice, fault: Fault | undefined): string {
  const fields = claimed(notice.fields ?? {}, fault)
  const signature = platformSignature(signedText(fields, []), keys, fault?.kind)
  const signType = fault?.kind === 'sign_type_rsa' ? 'RSA' : 'RSA2'
  const signed = { ...fields, sign_type: signType, ...(signature === null ? {} : { sign: signature }) }
  return new URLSearchParams(signed).toString()
}

export function alipayNoticePost(keys: AlipayKeys): NoticePost {
  return {
    pausesMs: RETRY_PAUSES_MS,
    operationOf: () => 'notify',
    write: (notice, fault) => ({
      headers: { 'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8' },
      body: formOf(keys, notice, fault),
    }),
    // Exactly these seven characters; a page, a redirect or a blank beside them counts as not received.
    accepts: (status, answer) => status === 200 && answer === 'success',
  }
}
