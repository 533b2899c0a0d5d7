import type { Headers, NoticeKind, NoticePort, OpenedNotice } from '../payment-notice.js'
import type { AlipayClient } from './alipay-client.js'
import { noticeEvidence, tradeNotice } from './alipay-messages.js'

const refused = (reason: string): OpenedNotice => ({ kind: 'refused', reason })

/**
 * The form of a notice, verified over its exact values. There is no window of time: the repetitions of a whole day keep
 * the time of the first, so a replay is met by the notice's own name and by states that never go back.
 */
export class AlipayNotices implements NoticePort {
  readonly code = 'alipay'

  constructor(private readonly client: AlipayClient) {}

  open(_kind: NoticeKind, _headers: Headers, raw: Buffer): OpenedNotice {
    const fields = fieldsIn(raw)
    if (fields === undefined) return refused('another form')
    // The message itself names the kind of its signature, and the SDK would take an old one.
    if (fields['sign_type'] !== 'RSA2') return refused('another kind of signature')
    if (!this.client.isGenuine(fields)) return refused('wrong signature')
    const message = tradeNotice.safeParse(fields).data
    if (message === undefined) return refused('another form')
    return {
      kind: 'payment',
      key: message.notify_id,
      number: message.out_trade_no,
      evidence: noticeEvidence(message),
    }
  }
}

/** A name that comes twice would be signed as one value and read as another. */
const fieldsIn = (raw: Buffer): Record<string, string> | undefined => {
  const pairs = [...new URLSearchParams(raw.toString('utf8'))]
  const fields = Object.fromEntries(pairs)
  return Object.keys(fields).length === pairs.length ? fields : undefined
}
