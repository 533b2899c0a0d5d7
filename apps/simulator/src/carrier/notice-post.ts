import type { Fault } from '../faults/fault-kinds.js'
import type { NoticePost } from '../notices/notice-post.js'
import { carrierSignature } from './signature.js'

const MINUTE = 60 * 1000
const RETRY_PAUSES_MS = [35 * MINUTE, 35 * MINUTE, 35 * MINUTE] as const

function spoilt(sign: string, fault: Fault | undefined): string | undefined {
  if (fault?.kind === 'unsigned') return undefined
  if (fault?.kind === 'forge') return carrierSignature('somebody else')
  return fault?.kind === 'bad_signature' ? `${sign.slice(0, -1)}${sign.endsWith('0') ? '1' : '0'}` : sign
}

function isTaken(answer: string): boolean {
  try {
    return (JSON.parse(answer) as { returnCode?: unknown }).returnCode === '200'
  } catch {
    return false
  }
}

/** Callbacks of the carrier: worded once, when the parcel moves, and repeated three times 35 minutes apart. */
export const carrierNoticePost: NoticePost = {
  pausesMs: RETRY_PAUSES_MS,
  operationOf: () => 'notify',
  write: ({ fields = {} }, fault) => {
    const sign = spoilt(fields['sign'] ?? '', fault)
    const form = new URLSearchParams({ param: fields['param'] ?? '', ...(sign === undefined ? {} : { sign }) })
    return { headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: form.toString() }
  },
  accepts: (status, answer) => status === 200 && isTaken(answer),
}
