import { Inject, Injectable } from '@nestjs/common'
import { BALANCE_CHANNEL } from '@jishi/contracts/payment/payment.terms'
import { assert } from '@jishi/kernel/assert'
import { newId } from '@jishi/kernel/id'
import { isoOf } from '@jishi/kernel/time'
import type { Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import { inSteps, type Tx } from '../../infra/database/sql.js'
import { together } from '../../infra/database/together.js'
import { Outbox } from '../../infra/outbox/outbox.js'
import { credit, debit, LedgerFacade, type Leg } from '../ledger/index.js'
import { mismatches } from './domain/evidence.js'
import type { PaidEvidence } from './domain/evidence.js'
import { Incidents } from './incidents.js'
import type { AttemptRow, IntentRow, LockedForEvidence, Tender } from './payment.store.js'
import { lockForEvidence } from './payment.store.js'
import { StartRefund } from './start-refund.js'
import { RECHARGE, RechargeBook, type OwedRecharge } from './stored/recharge-book.js'
import { storedLegs } from './stored/stored-accounts.js'
import { StoredTenders } from './stored/stored-tenders.js'

export type EvidenceEffect = 'settled' | 'suspense' | 'repeated' | 'quarantined'

/** Writes down what became of an evidence. */
type EvidenceNote = (tx: Tx, effect: EvidenceEffect) => Promise<void>

const noNote: EvidenceNote = () => Promise.resolve()

/**
 * What the attempt brings is what is owed: its own amount with what is held beside it. Once an attempt was closed nothing is
 * held for it any more, so a part that comes late settles nothing.
 */
const isWhole = ({ intent, attempt }: LockedForEvidence): boolean =>
  attempt.amountFen + (attempt.state === 'closed' ? 0 : attempt.balanceFen) === intent.amountFen

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
    private readonly tenders: StoredTenders,
    private readonly recharges: RechargeBook,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * The evidence has been verified by its channel: signature, key, time and form. `note` writes down what became of it, in the same
   * statement where that is money that was owed.
   */
  async run(tx: Tx, evidence: PaidEvidence, note: EvidenceNote = noNote): Promise<EvidenceEffect> {
    const locked = await lockForEvidence(tx, evidence.attemptNo)
    if (locked?.intent.state === 'open' && isFresh(locked.attempt, evidence) && isWhole(locked)) {
      await this.settle(tx, locked, evidence, note)
      return 'settled'
    }
    const effect = await this.applyOther(tx, locked, evidence)
    await note(tx, effect)
    return effect
  }

  /** Of everything but money that is owed and comes for the first time. */
  private async applyOther(
    tx: Tx,
    locked: LockedForEvidence | undefined,
    evidence: PaidEvidence,
  ): Promise<EvidenceEffect> {
    if (locked === undefined) {
      await this.incidents.open(tx, 'unknown_number', evidence.attemptNo, facts(evidence))
      return 'quarantined'
    }
    const { intent, attempt } = locked
    const differing: string[] = mismatches(attempt, evidence)
    if (attempt.state === 'succeeded' && attempt.channelTxn !== evidence.channelTxn) differing.push('channelTxn')
    if (differing.length > 0) {
      const told = { differing, ...facts(evidence), ...expected(attempt) }
      await this.incidents.open(tx, 'mismatch', evidence.attemptNo, told)
      return 'quarantined'
    }
    if (attempt.state === 'succeeded') return 'repeated'
    await this.record(tx, attempt, evidence, 'suspense')
    if (attempt.balanceFen > 0) await this.tenders.release(tx, attempt.id)
    await this.incidents.resolve(tx, 'outcome_unknown', attempt.attemptNo)
    await this.giveBack(tx, intent, attempt)
    return 'suspense'
  }

  /** What was owed is paid. All of it is one statement: each part has a table of its own, and both rows are held. */
  private async settle(tx: Tx, locked: LockedForEvidence, evidence: PaidEvidence, note: EvidenceNote): Promise<void> {
    const { intent, attempt } = locked
    const tender = tenderOf(locked)
    const recharge = intent.subjectKind === RECHARGE ? await this.recharges.owed(tx, intent.subjectId) : undefined
    await together(tx, (one) => [
      this.record(one, attempt, evidence, 'settled'),
      this.incidents.resolve(one, 'outcome_unknown', attempt.attemptNo),
      this.settleIntent(one, intent, attempt),
      // The balance before what the ledger keeps of it, as whoever takes it back does: they queue instead of deadlocking.
      ...(tender === null ? [] : this.tenders.taken(one, intent, tender, tender.attemptId === attempt.id)),
      ...(recharge === undefined ? [] : this.recharges.paid(one, recharge, attempt.attemptNo)),
      this.ledger.post(one, {
        kind: recharge === undefined ? 'term.paid' : 'recharge.paid',
        reference: attempt.attemptNo,
        memberId: intent.memberId,
        legs: [
          ...legsOfTenders(attempt, tender, intent.memberId),
          credit(intent.creditAccount, intent.amountFen),
          ...(recharge === undefined ? [] : bonusLegs(recharge)),
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
      amountFen: intent.amountFen,
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
      cause: intent.state === 'settled' ? 'paid_twice' : 'paid_after_close',
      reference: attempt.attemptNo,
      debitAccount: 'suspense',
    })
  }
}

/** The part that is taken with this attempt; one that was let go is none. */
const tenderOf = ({ attempt, tender }: LockedForEvidence): Tender | null => (attempt.state === 'closed' ? null : tender)

/** Where the money of an attempt is now: at its channel, and no longer in the member's balance. */
const legsOfTenders = (attempt: AttemptRow, tender: Tender | null, memberId: string): Leg[] => [
  ...(attempt.channel === BALANCE_CHANNEL ? [] : [debit(`clearing:${attempt.channel}`, attempt.amountFen)]),
  ...(tender === null ? [] : storedLegs(memberId, tender).map(([account, amountFen]) => debit(account, amountFen))),
]

const bonusLegs = ({ memberId, bonusFen }: OwedRecharge): Leg[] => [
  debit('marketing', bonusFen),
  credit(`stored_bonus:${memberId}`, bonusFen),
]

const facts = (evidence: PaidEvidence): object => ({
  source: evidence.source,
  channelTxn: evidence.channelTxn,
  amountFen: evidence.amountFen,
  currency: evidence.currency,
  merchantId: evidence.merchantId,
  appId: evidence.appId,
})

/** What we asked the channel for, beside what it told. */
const expected = ({ amountFen, merchantId, appId, channelTxn }: AttemptRow): object => ({
  expectedFen: amountFen,
  expectedMerchantId: merchantId,
  expectedAppId: appId,
  ...(channelTxn === null ? {} : { expectedChannelTxn: channelTxn }),
})
