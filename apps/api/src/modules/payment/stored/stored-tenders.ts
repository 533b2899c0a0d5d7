import { Inject, Injectable } from '@nestjs/common'
import { BALANCE_CHANNEL } from '@jishi/contracts/payment/payment.terms'
import { assert } from '@jishi/kernel/assert'
import { newId } from '@jishi/kernel/id'
import { addFen, type Fen } from '@jishi/kernel/money'
import { newNumber } from '@jishi/kernel/numbers'
import { isoOf, type Clock, type Instant } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { inSteps, type Tx } from '../../../infra/database/sql.js'
import type { PaidEvidence } from '../domain/evidence.js'
import type { IntentRow, Tender } from '../payment.store.js'
import { StoredAccounts, type StoredParts } from './stored-accounts.js'

export interface NewTender {
  /** The attempt's id. */
  readonly id: string
  readonly intentId: string
  readonly memberId: string
  readonly parts: StoredParts
  /** The attempt at the channel that pays the rest. */
  readonly besideAttemptId?: string
  readonly expiresAt: Instant
}

export const tenderFen = ({ principalFen, bonusFen }: StoredParts): Fen => addFen(principalFen, bonusFen)

/**
 * Balance tenders 余额支付: held while the channel beside them is being paid, taken in the Tx in which its success is
 * applied, let go in the one in which it closes. So a tender is held exactly as long as the attempt beside it lives.
 */
@Injectable()
export class StoredTenders {
  constructor(
    private readonly accounts: StoredAccounts,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Records what has been held; the intent's row is held by the caller. */
  async record(tx: Tx, { id, intentId, memberId, parts, besideAttemptId, expiresAt }: NewTender): Promise<Tender> {
    const attemptNo = newNumber(this.clock)
    const { principalFen, bonusFen } = parts
    const recorded = await tx.execute(RECORD, [
      ...[id, attemptNo, intentId, memberId, tenderFen(parts), BALANCE_CHANNEL],
      ...[isoOf(expiresAt), isoOf(this.clock.now()), besideAttemptId ?? null, principalFen, bonusFen],
    ])
    assert(recorded === 1, 'a balance tender is one row')
    return { attemptId: id, attemptNo, ...parts }
  }

  /** What says that a tender alone pays: no channel is asked, so our own books are the evidence. */
  evidenceOf(tender: Tender): PaidEvidence {
    const [attemptNo, paidAt] = [tender.attemptNo, this.clock.now()]
    const account = { appId: BALANCE_CHANNEL, merchantId: BALANCE_CHANNEL, currency: 'CNY' }
    return { source: 'balance', attemptNo, channelTxn: attemptNo, ...account, amountFen: tenderFen(tender), paidAt }
  }

  /** The intent is settled, and this is its balance part. The attempt's own row and evidence are the caller's where it pays alone. */
  taken(tx: Tx, intent: IntentRow, tender: Tender, alone: boolean): Promise<unknown>[] {
    const now = isoOf(this.clock.now())
    const { attemptId, attemptNo, principalFen, bonusFen } = tender
    const move = {
      memberId: intent.memberId,
      reason: 'payment' as const,
      reference: attemptNo,
      title: intent.description,
    }
    const spent = this.accounts.spend(tx, { ...move, parts: { principalFen, bonusFen } })
    const moved = tx.execute(`update stored_tenders set state = 'taken' where attempt_id = $1 and state = 'held'`, [
      attemptId,
    ])
    const checked = moved.then((count) => assert(count === 1, `tender ${attemptNo} was not held any more`))
    if (alone) return [checked, spent]
    return [checked, tx.execute(SUCCEED, [newId(this.clock), attemptId, now]), spent]
  }

  /** The attempt beside it can no longer settle anything: what was held for it is free again. Repeated, it changes nothing. */
  async release(tx: Tx, besideAttemptId: string): Promise<void> {
    await tx.execute(RELEASE, [besideAttemptId, isoOf(this.clock.now())])
  }
}

const RECORD = inSteps(
  `attempt as (
    insert into payment_attempts (id, attempt_no, intent_id, member_id, channel, app_id, merchant_id, amount_fen, state, request, expires_at, created_at)
    values ($1, $2, $3, $4, $6, $6, $6, $5, 'open', '{}', $7, $8)
    returning id
  )`,
  `insert into stored_tenders (attempt_id, beside_attempt_id, member_id, principal_fen, bonus_fen, state)
   select id, $9::uuid, $4, $10::bigint, $11::bigint, 'held' from attempt`,
)

const SUCCEED = inSteps(
  `balance_evidence as (
    insert into payment_evidence (id, attempt_id, source, channel_txn, app_id, merchant_id, amount_fen, effect, at)
    select $1, a.id, 'balance', a.attempt_no, a.app_id, a.merchant_id, a.amount_fen, 'settled', $3::timestamptz
      from payment_attempts a where a.id = $2
  )`,
  `update payment_attempts set state = 'succeeded', state_at = $3::timestamptz, channel_txn = attempt_no, paid_at = $3::timestamptz where id = $2`,
)

const RELEASE = inSteps(
  `let_go as (
    update stored_tenders t set state = 'released' from payment_attempts a
     where t.beside_attempt_id = $1 and a.id = t.beside_attempt_id and t.state = 'held' and a.state in ('closed', 'succeeded')
    returning t.attempt_id, t.member_id, t.principal_fen, t.bonus_fen
  ), attempt as (
    update payment_attempts a set state = 'closed', state_at = $2 from let_go l where a.id = l.attempt_id
  )`,
  `update stored_accounts s set held_principal_fen = s.held_principal_fen - l.principal_fen, held_bonus_fen = s.held_bonus_fen - l.bonus_fen
     from let_go l where s.member_id = l.member_id`,
)
