import { Injectable } from '@nestjs/common'
import { DomainError } from '@jishi/kernel/errors'
import { secondMs } from '@jishi/kernel/time'
import type { Instant } from '@jishi/kernel/time'
import { Database } from '../../infra/database/database.js'
import type { Tx } from '../../infra/database/sql.js'
import { ApplyEvidence, type EvidenceEffect } from './apply-evidence.js'
import { mismatches } from './domain/evidence.js'
import { Incidents } from './incidents.js'
import type { NoticeFacts, PaymentFacts, RefundFacts } from './payment-notice.js'
import { PayoutOutcomes, type PayoutEffect } from './payouts/payout-outcomes.js'
import { QueryAttempts } from './query-attempts.js'
import { SendRefund } from './send-refund.js'

export type NoticeEffect = EvidenceEffect | PayoutEffect | 'refunded' | 'noted'
type NoticeNote = (tx: Tx, effect: NoticeEffect) => Promise<void>

interface Named {
  readonly id: string
  readonly namedAt: Instant
}

/** A channel that names things by time knows whole seconds only. */
const sameSecond = (one: Instant, other: Instant): boolean =>
  Math.floor(one / secondMs) === Math.floor(other / secondMs)

/** The amount that a number of ours stands for. */
const EXPECTED = `select amount_fen as "expectedFen" from payment_attempts where attempt_no = $1
  union all select amount_fen from refunds where refund_no = $1`

/** What a genuine notice does: at once where the channel's signed word is a fact, else once a question has confirmed it. */
@Injectable()
export class ApplyNotice {
  constructor(
    private readonly database: Database,
    private readonly evidence: ApplyEvidence,
    private readonly refunds: SendRefund,
    private readonly payouts: PayoutOutcomes,
    private readonly queries: QueryAttempts,
    private readonly incidents: Incidents,
  ) {}

  /**
   * Outside any Tx, before `run`. A notice that is about something of ours has the channel asked, whose answer is what
   * counts; the notice itself is then news we have. Throws PAYMENT_CHANNEL_DOWN while the question stays open: what is not
   * acknowledged is sent again. Anything else is left to `run`, which keeps it apart.
   */
  async confirm(notice: NoticeFacts): Promise<void> {
    if (notice.kind === 'payout' || notice.confirm === undefined) return
    const confirmed = notice.kind === 'payment' ? await this.paymentIsSo(notice) : await this.refundIsSo(notice)
    if (!confirmed) throw new DomainError('PAYMENT_CHANNEL_DOWN')
  }

  async run(tx: Tx, notice: NoticeFacts, note: NoticeNote): Promise<NoticeEffect> {
    if (notice.kind === 'payment' && notice.evidence !== undefined) {
      const misnamed = await this.isMisnamed(tx, notice)
      if (!misnamed) return this.evidence.run(tx, notice.evidence, note)
      const { amountFen } = notice.evidence
      return this.noted(tx, note, await this.keepApart(tx, notice.number, { differing: ['namedAt'], amountFen }))
    }
    return this.noted(tx, note, await this.effectOf(tx, notice))
  }

  private async noted(tx: Tx, note: NoticeNote, effect: NoticeEffect): Promise<NoticeEffect> {
    await note(tx, effect)
    return effect
  }

  private async effectOf(tx: Tx, notice: NoticeFacts): Promise<NoticeEffect> {
    if (notice.kind === 'refund') return this.refundEffect(tx, notice)
    return notice.kind === 'payout' ? this.payouts.apply(tx, notice.number, notice.answer) : 'noted'
  }

  private refundEffect(tx: Tx, notice: RefundFacts): Promise<NoticeEffect> {
    const { number, answer, about, differing = [] } = notice
    if (differing.length > 0)
      return this.keepApart(tx, number, {
        differing,
        ...(answer.kind === 'succeeded' ? { amountFen: answer.amountFen } : {}),
      })
    return this.refunds.applyAnswer(tx, number, answer, about)
  }

  private async keepApart(tx: Tx, number: string, told: object): Promise<'quarantined'> {
    const known = await tx.maybe<{ expectedFen: number }>(EXPECTED, [number])
    await this.incidents.open(tx, 'mismatch', number, { ...told, ...known })
    return 'quarantined'
  }

  /** The number is ours, and the time it is named by is not: another payment under the same number. */
  private async isMisnamed(tx: Tx, { number, confirm }: PaymentFacts): Promise<boolean> {
    if (confirm === undefined) return false
    const attempt = await tx.maybe<Named>(
      `select id, created_at as "namedAt" from payment_attempts where attempt_no = $1`,
      [number],
    )
    return attempt !== undefined && !sameSecond(attempt.namedAt, confirm.namedAt)
  }

  private async paymentIsSo({ number, evidence, confirm }: PaymentFacts): Promise<boolean> {
    const attempt = await this.database.maybe<Named & { appId: string; merchantId: string; amountFen: number }>(
      `select id, created_at as "namedAt", app_id as "appId", merchant_id as "merchantId", amount_fen as "amountFen"
         from payment_attempts where attempt_no = $1`,
      [number],
    )
    if (attempt === undefined || confirm === undefined || evidence === undefined) return true
    const isOurs = sameSecond(attempt.namedAt, confirm.namedAt) && mismatches(attempt, evidence).length === 0
    return !isOurs || (await this.queries.ask(attempt.id)).kind === 'paid'
  }

  private async refundIsSo({ number, answer, differing = [] }: RefundFacts): Promise<boolean> {
    const refund = await this.database.maybe<{ id: string; amountFen: number }>(
      `select id, amount_fen as "amountFen" from refunds where refund_no = $1`,
      [number],
    )
    if (refund === undefined || differing.length > 0 || answer.kind !== 'succeeded') return true
    if (answer.amountFen !== refund.amountFen) return true
    await this.refunds.run({ refundId: refund.id })
    const { state } = await this.database.one<{ state: string }>(`select state from refunds where id = $1`, [refund.id])
    return state === 'succeeded' || state === 'closed'
  }
}
