import { Inject, Injectable } from '@nestjs/common'
import { assert } from '@jishi/kernel/assert'
import { newId } from '@jishi/kernel/id'
import { isoOf } from '@jishi/kernel/time'
import type { Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import { inSteps, type Tx } from '../../infra/database/sql.js'
import { together } from '../../infra/database/together.js'
import { Outbox } from '../../infra/outbox/outbox.js'
import { credit, debit, LedgerFacade } from '../ledger/index.js'
import { mismatches } from './domain/evidence.js'
import type { PaidEvidence } from './domain/evidence.js'
import { Incidents } from './incidents.js'
import type { AttemptRow, IntentRow } from './payment.store.js'
import { lockForEvidence } from './payment.store.js'
import { StartRefund } from './start-refund.js'

export type EvidenceEffect = 'settled' | 'suspense' | 'repeated' | 'quarantined'

/** Writes down what became of an evidence. */
type EvidenceNote = (tx: Tx, effect: EvidenceEffect) => Promise<void>

const noNote: EvidenceNote = () => Promise.resolve()

/** About our payment as we recorded it, and not heard before. */
const isFresh = (attempt: AttemptRow, evidence: PaidEvidence): boolean =>
  attempt.state !== 'succeeded' && mismatches(attempt, evidence).length === 0

const RECORD = inSteps(
  `evidence as (
    insert into payment_evidence (id, attempt_id, source, channel_txn, app_id, merchant_id, amount_fen, effect, at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
  )`,
  `update payment_attempts set state = 'succeeded', state_at = $9, channel_txn = $4, paid_at = $10, next_query_at = null,
     request = request - 'clientIp' where id = $2`,
)

/**
 * The one door for "it was paid", whoever says so. What was owed is settled once; money that nothing is owed for goes
 * to suspense and back by itself; what does not fit our numbers changes nothing and opens an incident.
 */
@Injectable()
export class ApplyEvidence {
  constructor(
    private readonly ledger: LedgerFacade,
    private readonly outbox: Outbox,
    private readonly incidents: Incidents,
    private readonly startRefund: StartRefund,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * The evidence has been verified by its channel: signature, key, time and form. `note` writes down what became of it, in the same
   * statement where that is money that was owed.
   */
  async run(tx: Tx, evidence: PaidEvidence, note: EvidenceNote = noNote): Promise<EvidenceEffect> {
    const locked = await lockForEvidence(tx, evidence.attemptNo)
    if (locked?.intent.state === 'open' && isFresh(locked.attempt, evidence)) {
      await this.settle(tx, locked.intent, locked.attempt, evidence, note)
      return 'settled'
    }
    const effect = await this.applyOther(tx, locked, evidence)
    await note(tx, effect)
    return effect
  }

  /** Of everything but money that is owed and comes for the first time. */
  private async applyOther(
    tx: Tx,
    locked: { intent: IntentRow; attempt: AttemptRow } | undefined,
    evidence: PaidEvidence,
  ): Promise<EvidenceEffect> {
    if (locked === undefined) {
      await this.incidents.open(tx, 'unknown_number', evidence.attemptNo, facts(evidence))
      return 'quarantined'
    }
    const { intent, attempt } = locked
    const differing = mismatches(attempt, evidence)
    const otherTxn = attempt.state === 'succeeded' && attempt.channelTxn !== evidence.channelTxn
    if (differing.length > 0 || otherTxn) {
      await this.incidents.open(tx, 'mismatch', evidence.attemptNo, { differing, ...facts(evidence) })
      return 'quarantined'
    }
    if (attempt.state === 'succeeded') return 'repeated'
    await this.record(tx, attempt, evidence, 'suspense')
    await this.incidents.resolve(tx, 'outcome_unknown', attempt.attemptNo)
    await this.giveBack(tx, intent, attempt)
    return 'suspense'
  }

  /** What was owed is paid. All of it is one statement: each part has a table of its own, and both rows are held. */
  private async settle(
    tx: Tx,
    intent: IntentRow,
    attempt: AttemptRow,
    evidence: PaidEvidence,
    note: EvidenceNote,
  ): Promise<void> {
    await together(tx, (one) => [
      this.record(one, attempt, evidence, 'settled'),
      this.incidents.resolve(one, 'outcome_unknown', attempt.attemptNo),
      this.settleIntent(one, intent, attempt),
      this.ledger.post(one, {
        kind: 'term.paid',
        reference: attempt.attemptNo,
        memberId: intent.memberId,
        legs: [
          debit(`clearing:${attempt.channel}`, attempt.amountFen),
          credit(intent.creditAccount, attempt.amountFen),
        ],
      }),
      this.tell(one, intent, attempt, evidence),
      note(one, 'settled'),
    ])
  }

  private async record(
    tx: Tx,
    attempt: AttemptRow,
    evidence: PaidEvidence,
    effect: 'settled' | 'suspense',
  ): Promise<void> {
    await tx.execute(RECORD, [
      newId(this.clock),
      attempt.id,
      evidence.source,
      evidence.channelTxn,
      evidence.appId,
      evidence.merchantId,
      evidence.amountFen,
      effect,
      isoOf(this.clock.now()),
      isoOf(evidence.paidAt),
    ])
  }

  private async settleIntent(tx: Tx, intent: IntentRow, attempt: AttemptRow): Promise<void> {
    const settled = await tx.execute(
      `update payment_intents set state = 'settled', settled_attempt_id = $2, settled_at = $3 where id = $1 and state = 'open'`,
      [intent.id, attempt.id, isoOf(this.clock.now())],
    )
    assert(settled === 1, `intent ${intent.id} was settled while its row was held`)
  }

  private async tell(tx: Tx, intent: IntentRow, attempt: AttemptRow, evidence: PaidEvidence): Promise<void> {
    await this.outbox.publish(tx, 'payment.succeeded', {
      intentId: intent.id,
      subject: { kind: intent.subjectKind, id: intent.subjectId },
      memberId: intent.memberId,
      amountFen: attempt.amountFen,
      channel: attempt.channel,
      attemptNo: attempt.attemptNo,
      paidAt: isoOf(evidence.paidAt),
    })
  }

  private async giveBack(tx: Tx, intent: IntentRow, attempt: AttemptRow): Promise<void> {
    await this.ledger.post(tx, {
      kind: 'payment.suspense',
      reference: attempt.attemptNo,
      memberId: intent.memberId,
      legs: [debit(`clearing:${attempt.channel}`, attempt.amountFen), credit('suspense', attempt.amountFen)],
    })
    await this.startRefund.run(tx, {
      attemptId: attempt.id,
      amountFen: attempt.amountFen,
      cause: intent.state === 'cancelled' ? 'paid_after_close' : 'paid_twice',
      reference: attempt.attemptNo,
      debitAccount: 'suspense',
    })
  }
}

const facts = (evidence: PaidEvidence): object => ({
  source: evidence.source,
  channelTxn: evidence.channelTxn,
  amountFen: evidence.amountFen,
  currency: evidence.currency,
  merchantId: evidence.merchantId,
  appId: evidence.appId,
})
