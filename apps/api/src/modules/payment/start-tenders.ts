import { Inject, Injectable } from '@nestjs/common'
import { present } from '@jishi/kernel/assert'
import { DomainError } from '@jishi/kernel/errors'
import { newId } from '@jishi/kernel/id'
import { minFen, type Fen } from '@jishi/kernel/money'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import type { Tx } from '../../infra/database/sql.js'
import { ApplyEvidence } from './apply-evidence.js'
import { lockIntent, type IntentRow } from './payment.store.js'
import { assertOwed, StartAttempt, type PaymentOrder, type StartedAttempt } from './start-attempt.js'
import { StoredAccounts } from './stored/stored-accounts.js'
import { StoredTenders, tenderFen } from './stored/stored-tenders.js'

type Part = NonNullable<PaymentOrder['balance']>

/** Starts to pay by a channel, by the member's balance, or by both: the balance's part is held while the channel is paid. */
@Injectable()
export class StartTenders {
  constructor(
    private readonly attempts: StartAttempt,
    private readonly accounts: StoredAccounts,
    private readonly tenders: StoredTenders,
    private readonly evidence: ApplyEvidence,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * As `StartAttempt.run`. With a balance part also throws BALANCE_NOT_ENOUGH. Where the balance pays all of it, the intent is
   * settled in this Tx and no channel is told.
   */
  run(tx: Tx, order: PaymentOrder): Promise<StartedAttempt> {
    return order.balance === undefined ? this.attempts.run(tx, order) : this.withBalance(tx, order, order.balance)
  }

  private async withBalance(tx: Tx, order: PaymentOrder, part: Part): Promise<StartedAttempt> {
    const intent = await this.intentOf(tx, order)
    assertOwed(intent, order)
    const wanted = part.amountFen === 'most' ? intent.amountFen : minFen(part.amountFen, intent.amountFen)
    const most = part.amountFen === 'most'
    const same = await this.attempts.again(tx, intent, order, (heldFen) => (most ? heldFen > 0 : heldFen === wanted))
    if (same !== undefined) return same
    if (order.dueAt <= this.clock.now()) throw new DomainError('PAYMENT_TIME_OVER')
    // A balance that must pay alone pays everything or nothing.
    const alone = order.channel === undefined
    return this.pay(tx, intent, order, alone ? intent.amountFen : wanted, most && !alone)
  }

  private async pay(
    tx: Tx,
    intent: IntentRow,
    order: PaymentOrder,
    wanted: Fen,
    most: boolean,
  ): Promise<StartedAttempt> {
    const { memberId, attemptId, dueAt: expiresAt } = order
    const parts = await this.accounts.hold(tx, memberId, wanted, most)
    if (parts === undefined) throw new DomainError('BALANCE_NOT_ENOUGH')
    const held = { intentId: intent.id, memberId, parts, expiresAt }
    if (tenderFen(parts) === intent.amountFen) {
      const tender = await this.tenders.record(tx, { id: attemptId, ...held })
      await this.evidence.run(tx, this.tenders.evidenceOf(tender))
      return { attemptId, attemptNo: tender.attemptNo }
    }
    const started = await this.attempts.rest(tx, intent, order, tenderFen(parts))
    await this.tenders.record(tx, { id: newId(this.clock), besideAttemptId: started.attemptId, ...held })
    return started
  }

  /** Held until the Tx ends: whoever pays, settles or cancels takes turns here. */
  private async intentOf(
    tx: Tx,
    { subject, memberId, amountFen, creditAccount, ...order }: PaymentOrder,
  ): Promise<IntentRow> {
    await tx.execute(OPEN, [
      ...[newId(this.clock), subject.kind, subject.id, memberId, amountFen, creditAccount, order.description],
      ...[isoOf(order.dueAt), isoOf(this.clock.now())],
    ])
    return present(await lockIntent(tx, subject), 'the intent of what is owed')
  }
}

const OPEN = `
  insert into payment_intents (id, subject_kind, subject_id, member_id, amount_fen, credit_account, description, state, due_at, created_at)
  values ($1, $2, $3, $4, $5, $6, $7, 'open', $8, $9)
  on conflict (subject_kind, subject_id) where state <> 'cancelled' do nothing`
