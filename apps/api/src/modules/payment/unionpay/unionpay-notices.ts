import { createHash } from 'node:crypto'
import type { Headers, NoticeKind, NoticePort, OpenedNotice } from '../payment-notice.js'
import { toldIn, type ToldTrade } from './unionpay-messages.js'
import type { UnionpayAccount } from './unionpay-account.js'
import type { UnionpayTrust } from './unionpay-trust.js'
import { fieldsOfForm } from './unionpay-wire.js'

const refused = (reason: string): OpenedNotice => ({ kind: 'refused', reason })

/**
 * A form that UnionPay signed with a certificate of its own. What it tells is a fact only once a question confirms it, so
 * everything opened here is still to be confirmed.
 */
export class UnionpayNotices implements NoticePort {
  readonly code = 'unionpay'

  constructor(
    private readonly account: UnionpayAccount,
    private readonly trust: UnionpayTrust,
  ) {}

  open(kind: NoticeKind, _headers: Headers, raw: Buffer): OpenedNotice {
    const fields = fieldsOfForm(raw)
    if (fields === undefined) return refused('another form')
    const problem = this.trust.problemOf(fields)
    if (problem !== undefined) return refused(problem)
    const told = toldIn(fields)
    if (told?.txnType !== (kind === 'payment' ? '01' : '04')) return refused('another form')
    // UnionPay repeats a notice as it was. One that says something else under the same number is another notice.
    const digest = createHash('sha256')
      .update(fields['signature'] ?? '')
      .digest('hex')
    return { key: `${told.evidence.channelTxn}:${digest.slice(0, 16)}`, ...this.factsIn(kind, told) }
  }

  private factsIn(kind: NoticeKind, { evidence, succeeded, namedAt }: ToldTrade) {
    const { attemptNo: number, channelTxn, amountFen, merchantId, currency } = evidence
    if (kind === 'payment') {
      return { kind: 'payment', number, evidence: succeeded ? evidence : undefined, confirm: { namedAt } } as const
    }
    const differing = [
      ...(merchantId === this.account.merchantId ? [] : (['merchantId'] as const)),
      ...(currency === 'CNY' ? [] : (['currency'] as const)),
    ]
    const answer = succeeded
      ? ({ kind: 'succeeded', channelRefundId: channelTxn, amountFen } as const)
      : ({ kind: 'unknown', reason: 'told of without success' } as const)
    return { kind: 'refund', number, answer, differing, confirm: { namedAt } } as const
  }
}
