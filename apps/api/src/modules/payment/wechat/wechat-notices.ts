import { Formatter } from 'wechatpay-axios-plugin'
import type { Clock } from '@jishi/kernel/time'
import type { RefundAnswer } from '../payment-channel.js'
import type { Headers, NoticeKind, NoticePort, OpenedNotice, RefusedNotice } from '../payment-notice.js'
import { wechatAnswer, wechatTransfer } from '../payouts/wechat-transfers.js'
import type { WechatAccount } from './wechat-account.js'
import { jsonOf, verified, WechatKeyring } from './wechat-keyring.js'
import { envelope, evidenceIn, refundNotice, transaction } from './wechat-messages.js'
import type { RefundNotice } from './wechat-messages.js'

const SIGNATURE_TYPE = 'WECHATPAY2-SHA256-RSA2048'
/** The channel signs every retry anew, so a short window refuses replays and no genuine retry. */
const WINDOW_SECONDS = 300

const ORIGINAL_TYPES: Readonly<Record<NoticeKind, string>> = {
  payment: 'transaction',
  refund: 'refund',
  payout: 'mch_payment',
}

interface Stamp {
  readonly timestamp: string
  readonly nonce: string
  readonly serial: string
  readonly signature: string
}

const UNKNOWN_SERIAL = 'unknown serial'

const refused = (reason: string): RefusedNotice => ({ kind: 'refused', reason })

const textOf = (headers: Headers, name: string): string => {
  const value = headers[name]
  return typeof value === 'string' ? value : ''
}

const stampOf = (headers: Headers): Stamp | string => {
  const type = textOf(headers, 'wechatpay-signature-type')
  if (type !== '' && type !== SIGNATURE_TYPE) return 'another kind of signature'
  const stamp = {
    timestamp: textOf(headers, 'wechatpay-timestamp'),
    nonce: textOf(headers, 'wechatpay-nonce'),
    serial: textOf(headers, 'wechatpay-serial'),
    signature: textOf(headers, 'wechatpay-signature'),
  }
  return Object.values(stamp).includes('') ? 'unsigned' : stamp
}

/** Verifies a notice over its raw bytes and opens what is sealed in it; nothing is believed before that. */
export class WechatNotices implements NoticePort {
  readonly code = 'wechat'

  constructor(
    private readonly account: WechatAccount,
    private readonly clock: Clock,
    private readonly keyring = new WechatKeyring(account),
  ) {}

  learnKeys(): Promise<boolean> {
    return this.keyring.learn()
  }

  open(kind: NoticeKind, headers: Headers, raw: Buffer): OpenedNotice {
    const stamp = stampOf(headers)
    if (typeof stamp === 'string') return refused(stamp)
    const problem = this.problemOf(stamp, raw)
    if (problem === UNKNOWN_SERIAL) return { ...refused(problem), unknownKey: true }
    if (problem !== undefined) return refused(problem)
    return this.unseal(kind, raw)
  }

  contentOf(raw: Buffer): string | undefined {
    const sealed = envelope.safeParse(jsonOf(raw.toString('utf8'))).data?.resource
    if (sealed === undefined) return undefined
    const content = this.keyring.unsealed(sealed)
    return content === '' ? undefined : content
  }

  private problemOf(stamp: Stamp, raw: Buffer): string | undefined {
    const age = Math.abs(this.clock.now() / 1000 - Number(stamp.timestamp))
    if (!(age <= WINDOW_SECONDS)) return 'stale'
    const key = this.keyring.keyOf(stamp.serial)
    if (key === undefined) return UNKNOWN_SERIAL
    const signed = Formatter.joinedByLineFeed(stamp.timestamp, stamp.nonce, raw.toString('utf8'))
    return verified(signed, stamp.signature, key) ? undefined : 'wrong signature'
  }

  private unseal(kind: NoticeKind, raw: Buffer): OpenedNotice {
    const parsed = envelope.safeParse(jsonOf(raw.toString('utf8')))
    if (!parsed.success || parsed.data.resource.original_type !== ORIGINAL_TYPES[kind]) return refused('another form')
    const content = this.keyring.unsealed(parsed.data.resource)
    // Genuine, and sealed with a key we do not have yet, or no longer: that is ours to put right, and it comes again.
    if (content === '') return { ...refused('not to be opened'), ownFault: true }
    const opened = jsonOf(content)
    const key = parsed.data.id
    return READERS[kind](key, opened)
  }
}

const paymentIn = (key: string, opened: unknown): OpenedNotice => {
  const message = transaction.safeParse(opened).data
  if (message === undefined) return refused('not to be opened')
  return { kind: 'payment', key, number: message.out_trade_no, evidence: evidenceIn(message, 'notice') }
}

const refundIn = (key: string, opened: unknown): OpenedNotice => {
  const message = refundNotice.safeParse(opened).data
  if (message === undefined) return refused('not to be opened')
  const about = { attemptNo: message.out_trade_no, merchantId: message.mchid }
  return { kind: 'refund', key, number: message.out_refund_no, answer: refundAnswerIn(message), about }
}

/** Whom and how much it was paid is believed only where it is said: a transfer names both. */
const payoutIn = (key: string, opened: unknown): OpenedNotice => {
  const message = wechatTransfer.safeParse(opened).data
  if (message?.mch_id === undefined) return refused('not to be opened')
  return { kind: 'payout', key, number: message.out_bill_no, answer: wechatAnswer(message) }
}

const READERS = { payment: paymentIn, refund: refundIn, payout: payoutIn }

const refundAnswerIn = (message: RefundNotice): RefundAnswer => {
  switch (message.refund_status) {
    case 'SUCCESS':
      return { kind: 'succeeded', channelRefundId: message.refund_id, amountFen: message.amount.refund }
    case 'PROCESSING':
      return { kind: 'processing', channelRefundId: message.refund_id }
    case 'CLOSED':
      return { kind: 'closed' }
    case 'ABNORMAL':
      return { kind: 'abnormal', reason: 'ABNORMAL' }
  }
}
