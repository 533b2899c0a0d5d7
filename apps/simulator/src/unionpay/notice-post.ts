import { numberOf } from '../faults/fault-kinds.js'
import type { Fault } from '../faults/fault-kinds.js'
import type { NoticePost } from '../notices/notice-post.js'
import type { UnionpayKeys } from './account.js'
import { signedFields } from './signature.js'
import type { Fields } from './signature.js'

const MINUTE = 60 * 1000
/** The real pauses are not public; a handful of tries is what merchants see. */
const RETRY_PAUSES_MS = [MINUTE, 2 * MINUTE, 4 * MINUTE, 15 * MINUTE] as const

const STRANGER_MER_ID = '000000000099999'

/** What a fault makes the platform claim instead of the truth, correctly signed. */
export function claimed(fields: Fields, fault: Fault | undefined): Fields {
  switch (fault?.kind) {
    case 'wrong_amount':
      return { ...fields, txnAmt: String(numberOf(fault, Number(fields['txnAmt'] ?? '0') + 1)) }
    case 'other_merchant':
      return { ...fields, merId: String(fault.value ?? STRANGER_MER_ID) }
    case 'other_currency':
      return { ...fields, currencyCode: String(fault.value ?? '840') }
    case 'other_time':
      return { ...fields, txnTime: String(fault.value ?? '20200101000000') }
    default:
      return fields
  }
}

export function unionpayNoticePost(keys: UnionpayKeys): NoticePost {
  return {
    pausesMs: RETRY_PAUSES_MS,
    operationOf: (notice) => (notice.outRefundNo === null ? 'notify' : 'refund_notify'),
    write: async (notice, fault) => ({
      headers: { 'Content-Type': 'application/x-www-form-urlencoded;charset=UTF-8' },
      body: new URLSearchParams(await signedFields(claimed(notice.fields ?? {}, fault), keys, fault?.kind)).toString(),
    }),
    accepts: (status) => status === 200,
  }
}
