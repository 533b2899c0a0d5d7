import { Inject, Injectable } from '@nestjs/common'
import type { RefundCause } from '@jishi/contracts/payment/payment.terms'
import { assert } from '@jishi/kernel/assert'
import { DomainError } from '@jishi/kernel/errors'
import { newId } from '@jishi/kernel/id'
import type { Fen } from '@jishi/kernel/money'
import { isoOf, type Clock, type Instant } from '@jishi/kernel/time'
import type { PaymentSubject } from '../../events/payment.events.js'
import { CLOCK } from '../../infra/clock/clock.js'
import { inSteps, type Tx } from '../../infra/database/sql.js'
import { Outbox } from '../../infra/outbox/outbox.js'
import { credit, debit, LedgerFacade } from '../ledger/index.js'
import { backOfTenders } from './domain/tender-shares.js'
import type { Tender } from './payment.store.js'
import { refundNoOf, StartRefund } from './start-refund.js'
import { StoredAccounts, storedLegs, type StoredParts } from './stored/stored-accounts.js'
import { tenderFen } from './stored/stored-tenders.js'

export interface GivenBack {
  readonly subject: PaymentSubject
  readonly amountFen: Fen
  readonly cause: RefundCause
  readonly reference: string
}

/** A settled intent: the attempt that settled it, and what the balance paid of it. */
interface Settled {
  intentId: string
  memberId: string
  description: string
  paidFen: Fen
  attemptId: string
  tender: (Tender & { createdAt: Instant }) | null
}

/**
 * Gives back to the tenders of a settled intent, each its share of everything that was given back so far. What the balance
 * paid is back in it at once; what the channel paid is a refund of its own, which the worker sends.
 */
@Injectable()
export class RefundTenders {
  constructor(
    private readonly refunds: StartRefund,
    private readonly accounts: StoredAccounts,
    private readonly ledger: LedgerFacade,
    private readonly outbox: Outbox,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The same cause and reference is the same giving back. Throws PAYMENT_NOT_ALLOWED for more than is left. */
  async run(tx: Tx, given: GivenBack): Promise<void> {
    const settled = await tx.one<Settled>(SETTLED, [given.subject.kind, given.subject.id])
    if (settled.tender === null) return this.toChannel(tx, settled, given, given.amountFen)
    const { givenFen, done } = await tx.one<{ givenFen: Fen; done: boolean }>(GIVEN, [
      settled.intentId,
      given.cause,
      given.reference,
    ])
    if (done) return
    const leftFen = settled.paidFen - givenFen
    if (given.amountFen > leftFen) throw new DomainError('PAYMENT_NOT_ALLOWED', { leftFen })
    const { principalFen, bonusFen } = settled.tender
    const back = backOfTenders({ paidFen: settled.paidFen, principalFen, bonusFen }, givenFen, given.amountFen)
    if (tenderFen(back) > 0) await this.toBalance(tx, settled, settled.tender, given, back, back.channelFen === 0)
    if (back.channelFen > 0) await this.toChannel(tx, settled, given, back.channelFen)
  }

  private async toChannel(tx: Tx, { attemptId }: Settled, given: GivenBack, amountFen: Fen): Promise<void> {
    const { cause, reference } = given
    await this.refunds.run(tx, { attemptId, amountFen, cause, reference, debitAccount: 'refund_payable' })
  }

  /** `last`: nothing is on its way through a channel, so all of it has arrived. */
  private async toBalance(
    tx: Tx,
    settled: Settled,
    tender: NonNullable<Settled['tender']>,
    given: GivenBack,
    parts: StoredParts,
    last: boolean,
  ): Promise<void> {
    const [refundId, amountFen] = [newId(this.clock), tenderFen(parts)]
    const refundNo = refundNoOf(tender.attemptNo, tender.createdAt, given.cause, given.reference)
    const { memberId, description: title } = settled
    const recorded = await tx.execute(RECORD, [
      ...[refundId, refundNo, tender.attemptId, memberId, given.cause, given.reference, amountFen],
      ...[isoOf(this.clock.now()), parts.principalFen, parts.bonusFen],
    ])
    assert(recorded === 1, `the balance part of ${given.cause} ${given.reference} was recorded once`)
    await this.accounts.putBack(tx, { memberId, reason: 'order_refund', reference: refundNo, title, parts })
    const back = storedLegs(memberId, parts).map(([account, fen]) => credit(account, fen))
    const legs = [debit('refund_payable', amountFen), ...back]
    await this.ledger.post(tx, { kind: 'refund.confirmed', reference: refundNo, memberId, legs })
    const { subject, cause, reference } = given
    const refund = { refundId, refundNo, amountFen, cause }
    await this.outbox.publish(tx, 'payment.refund_started', { ...refund, attemptNo: tender.attemptNo })
    if (last) await this.outbox.publish(tx, 'payment.refund_succeeded', { ...refund, subject, memberId, reference })
  }
}

const SETTLED = `
  select i.id as "intentId", i.member_id as "memberId", i.description, i.amount_fen as "paidFen", i.settled_attempt_id as "attemptId",
         (select json_build_object('attemptId', b.id, 'attemptNo', b.attempt_no, 'principalFen', t.principal_fen, 'bonusFen', t.bonus_fen,
                                   'createdAt', (extract(epoch from b.created_at) * 1000)::bigint)
            from payment_attempts b join stored_tenders t on t.attempt_id = b.id
           where b.intent_id = i.id and b.channel = 'balance' and b.state = 'succeeded') as tender
    from payment_intents i where i.subject_kind = $1 and i.subject_id = $2 and i.state = 'settled' for update of i`

/** What was decided to go back, arrived or not, each decision once: tries at a channel repeat it. */
const GIVEN = `
  select coalesce(sum(r.amount_fen), 0)::bigint as "givenFen", coalesce(bool_or(r.cause = $2 and r.reference = $3), false) as done
    from refunds r join payment_attempts a on a.id = r.attempt_id
   where a.intent_id = $1 and a.state = 'succeeded' and r.try_no = 1 and r.debit_account = 'refund_payable'`

/** Recorded, reserved and confirmed in one: the money never leaves the shop. */
const RECORD = inSteps(
  `reserved as (
    update payment_attempts set refund_reserved_fen = refund_reserved_fen + $7::bigint where id = $3
  ), tender as (
    update stored_tenders set principal_back_fen = principal_back_fen + $9::bigint, bonus_back_fen = bonus_back_fen + $10::bigint
     where attempt_id = $3 and state = 'taken'
  )`,
  `insert into refunds (id, refund_no, attempt_id, member_id, cause, reference, amount_fen, debit_account, state, channel_refund_id, succeeded_at, created_at)
   values ($1, $2, $3, $4, $5, $6, $7::bigint, 'refund_payable', 'succeeded', $2, $8::timestamptz, $8::timestamptz)`,
)
