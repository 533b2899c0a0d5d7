import { Inject, Injectable } from '@nestjs/common'
import type { PayoutState } from '@jishi/contracts/payment/payout.terms'
import { subFen } from '@jishi/kernel/money'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import type { Tx } from '../../../infra/database/sql.js'
import { Outbox } from '../../../infra/outbox/outbox.js'
import { credit, debit, LedgerFacade } from '../../ledger/index.js'
import { Incidents } from '../incidents.js'
import { differences } from './domain/payout-facts.js'
import { payoutLife, type PayoutAction } from './domain/payout-life.js'
import type { PayoutAnswer } from './payout-channel.js'
import { PayoutSeals } from './payout-seals.js'
import { lockPayoutByNo, type PayoutRow } from './payouts.store.js'

export type PayoutEffect = 'paid_out' | 'ended' | 'noted' | 'repeated' | 'quarantined'

type Moved = Extract<PayoutAnswer, { kind: 'processing' | 'transferring' | 'cancelling' | 'awaiting' }>
type Ended = Extract<PayoutAnswer, { kind: 'failed' | 'cancelled' }>
type Open = Exclude<PayoutAnswer, { facts: unknown }>

/** Unanswered that often in a row, somebody looks at it; it is asked for all the same. */
const QUIET_QUESTIONS = 4

const MOVES: Readonly<Record<Moved['kind'], PayoutAction>> = {
  processing: 'accepted',
  awaiting: 'ask_payee',
  transferring: 'confirmed',
  cancelling: 'cancel',
}
const TROUBLES = ['payout_refused', 'payout_not_enough', 'outcome_unknown'] as const

/** Takes what a verified answer or notice says of a payout: state, ledger and event move in one Tx, once. */
@Injectable()
export class PayoutOutcomes {
  constructor(
    private readonly ledger: LedgerFacade,
    private readonly outbox: Outbox,
    private readonly incidents: Incidents,
    private readonly seals: PayoutSeals,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Repeated news changes nothing; news of another payout, or against what has ended, changes nothing and tells a person. */
  async apply(tx: Tx, payoutNo: string, answer: PayoutAnswer): Promise<PayoutEffect> {
    const payout = await lockPayoutByNo(tx, payoutNo)
    if (payout === undefined) return this.quarantine(tx, 'unknown_number', payoutNo, { answer: answer.kind })
    if (payoutLife.isTerminal(payout.state)) return this.afterTheEnd(tx, payout, answer)
    if (!('facts' in answer)) return this.stayOpen(tx, payout, answer)
    const differing = this.differing(payout, answer)
    if (differing.length > 0)
      return this.quarantine(tx, 'mismatch', payoutNo, { differing, answer: answer.kind, ...amountsOf(payout, answer) })
    switch (answer.kind) {
      case 'succeeded':
        return this.succeed(tx, payout, answer.channelId)
      case 'failed':
      case 'cancelled':
        return this.end(tx, payout, answer)
      default:
        return this.move(tx, payout, answer)
    }
  }

  private differing(payout: PayoutRow, answer: Exclude<PayoutAnswer, Open>): string[] {
    const { merchantId, appId } = payout
    const { account } = this.seals.open(payout.payeeEnc)
    const amountFen = subFen(payout.amountFen, payout.taxWithheldFen)
    const differing: string[] = differences({ merchantId, appId, amountFen, account }, answer.facts)
    // Paid is only what says itself whose money it was and how much.
    if (answer.kind === 'succeeded' && answer.facts.amountFen === undefined) differing.push('amountFen')
    const known = payout.channelPayoutId
    if ('channelId' in answer && known !== null && known !== answer.channelId) differing.push('channelId')
    return differing
  }

  private async succeed(tx: Tx, payout: PayoutRow, channelId: string): Promise<PayoutEffect> {
    const { id, payoutNo, memberId, channel, amountFen, taxWithheldFen, debitAccount } = payout
    await tx.execute(
      `update payouts set state = $2, state_at = $3, channel_payout_id = $4, confirm_handle = null, next_query_at = null where id = $1`,
      [id, payoutLife.next(payout.state, 'succeed'), isoOf(this.clock.now()), channelId],
    )
    await this.calm(tx, payoutNo)
    const sentFen = subFen(amountFen, taxWithheldFen)
    await this.ledger.post(tx, {
      kind: 'payout.paid',
      reference: payoutNo,
      memberId,
      legs: [
        debit(debitAccount, amountFen),
        credit(`payout:${channel}`, sentFen),
        credit('tax_withheld', taxWithheldFen),
      ],
    })
    await this.outbox.publish(tx, 'payment.payout_succeeded', {
      ...{ payoutId: id, payoutNo, subject: payout.subject, memberId },
      ...{ amountFen, taxWithheldFen, channel },
    })
    return 'paid_out'
  }

  /** Nothing left the shop, so nothing is posted here: whoever set the money aside is told once, and sets it free. */
  private async end(tx: Tx, payout: PayoutRow, answer: Ended): Promise<PayoutEffect> {
    const { id, payoutNo, subject, memberId, amountFen } = payout
    const outcome = answer.kind
    const action = outcome === 'failed' || payout.state === 'transferring' ? 'fail' : 'cancelled'
    await tx.execute(
      `update payouts set state = $2, state_at = $3, ended_reason = $4, confirm_handle = null, next_query_at = null where id = $1`,
      [id, payoutLife.next(payout.state, action), isoOf(this.clock.now()), answer.reason],
    )
    await this.calm(tx, payoutNo)
    await this.outbox.publish(tx, 'payment.payout_failed', {
      ...{ payoutId: id, payoutNo, subject, memberId, amountFen },
      ...{ outcome: action === 'fail' ? 'failed' : 'cancelled', reason: answer.reason },
    })
    return 'ended'
  }

  /** Only forward: an answer that was overtaken on its way says nothing new. */
  private async move(tx: Tx, payout: PayoutRow, answer: Moved): Promise<PayoutEffect> {
    const action = MOVES[answer.kind]
    const ahead = payoutLife.refusal(payout.state, action, undefined, 'system') === undefined
    const state: PayoutState = ahead ? payoutLife.next(payout.state, action, undefined, 'system') : payout.state
    const handle = answer.kind === 'awaiting' && state === 'awaiting' ? (answer.handle ?? payout.confirmHandle) : null
    const now = isoOf(this.clock.now())
    await tx.execute(
      `update payouts set state = $2, state_at = case when state = $2 then state_at else $3 end, channel_payout_id = $4, confirm_handle = $5,
              awaiting_since = case when $2 = 'awaiting' then coalesce(awaiting_since, $3) else awaiting_since end
        where id = $1`,
      [payout.id, state, now, answer.channelId, handle],
    )
    await this.calm(tx, payout.payoutNo)
    return 'noted'
  }

  /** Nothing is known yet, or it did not get through: it stays, is asked for again, and a person is told of what needs one. */
  private async stayOpen(tx: Tx, payout: PayoutRow, answer: Open): Promise<PayoutEffect> {
    const { payoutNo } = payout
    if (answer.kind === 'not_enough')
      await this.incidents.open(tx, 'payout_not_enough', payoutNo, { reason: answer.reason })
    if (answer.kind === 'refused') await this.incidents.open(tx, 'payout_refused', payoutNo, { reason: answer.reason })
    if (answer.kind === 'unknown' && payout.queries > QUIET_QUESTIONS)
      await this.incidents.open(tx, 'outcome_unknown', payoutNo, { reason: answer.reason })
    return 'noted'
  }

  /** The end was told and acted on: a contradiction is nothing a program may settle by itself. */
  private async afterTheEnd(tx: Tx, payout: PayoutRow, answer: PayoutAnswer): Promise<PayoutEffect> {
    const contradicts =
      (answer.kind === 'succeeded') !== (payout.state === 'succeeded') &&
      ['succeeded', 'failed', 'cancelled'].includes(answer.kind)
    if (!contradicts) return 'repeated'
    return this.quarantine(tx, 'mismatch', payout.payoutNo, {
      ...{ ended: payout.state, answer: answer.kind, ...amountsOf(payout, answer) },
    })
  }

  private async quarantine(
    tx: Tx,
    kind: 'mismatch' | 'unknown_number',
    payoutNo: string,
    details: object,
  ): Promise<PayoutEffect> {
    await this.incidents.open(tx, kind, payoutNo, details)
    return 'quarantined'
  }

  private async calm(tx: Tx, payoutNo: string): Promise<void> {
    for (const kind of TROUBLES) await this.incidents.resolve(tx, kind, payoutNo)
  }
}

/** What the payee was to get, beside the amount the channel told of. */
const amountsOf = (payout: PayoutRow, answer: PayoutAnswer): object => ({
  expectedFen: subFen(payout.amountFen, payout.taxWithheldFen),
  ...('facts' in answer && answer.facts.amountFen !== undefined ? { amountFen: answer.facts.amountFen } : {}),
})
