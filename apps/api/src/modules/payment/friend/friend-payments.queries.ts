import { Injectable } from '@nestjs/common'
import type { FriendPaymentState } from '@jishi/contracts/order/friend-pay.terms'
import type { Instant } from '@jishi/kernel/time'
import { isoOf } from '@jishi/kernel/time'
import type { PaymentSubject } from '../../../events/payment.events.js'
import type { Sql } from '../../../infra/database/sql.js'
import { friendPaymentState } from '../domain/friend-payment-state.js'
import type { AttemptState } from '../domain/payment-lives.js'
import { FriendLinks } from './friend-links.js'

/** A friend's own payment, as the friend may see it. */
export interface FriendPaymentView {
  readonly id: string
  readonly state: FriendPaymentState
  /** What the link asks for, and what this attempt pays. */
  readonly asked: PaymentSubject
  readonly paidFor: PaymentSubject
  readonly askerId: string
  readonly wish: string
  readonly amountFen: number
  readonly madeAt: Instant
  readonly paidAt: Instant | null
  readonly expiresAt: Instant
  readonly refundedFen: number
  readonly refundingFen: number
}

interface Row extends Omit<FriendPaymentView, 'state' | 'wish'> {
  readonly attempt: AttemptState
  readonly intent: 'open' | 'settled' | 'cancelled'
  readonly settledIt: boolean
  readonly wishEnc: string | null
}

const SUM = (states: string): string =>
  `(select coalesce(sum(r.amount_fen), 0) from refunds r where r.attempt_id = a.id and r.state in (${states}))`

const PAYMENT = `
  select a.id, a.state as attempt, i.state as intent, i.settled_attempt_id is not distinct from a.id as "settledIt",
         json_build_object('kind', l.subject_kind, 'id', l.subject_id) as asked,
         json_build_object('kind', i.subject_kind, 'id', i.subject_id) as "paidFor",
         f.asker_id as "askerId", l.wish_enc as "wishEnc", a.amount_fen as "amountFen", f.made_at as "madeAt",
         a.paid_at as "paidAt", a.expires_at as "expiresAt", ${SUM(`'succeeded'`)} as "refundedFen",
         ${SUM(`'created', 'processing', 'abnormal'`)} as "refundingFen"
    from payment_friend_attempts f
    join payment_attempts a on a.id = f.attempt_id
    join payment_intents i on i.id = a.intent_id
    join payment_friend_links l on l.id = f.link_id`

/** What members paid for others. */
@Injectable()
export class FriendPayments {
  constructor(private readonly links: FriendLinks) {}

  /** Undefined for a payment that is nobody's, and for somebody else's. */
  async of(sql: Sql, payerId: string, attemptId: string): Promise<FriendPaymentView | undefined> {
    const row = await sql.maybe<Row>(`${PAYMENT} where f.payer_id = $1 and f.attempt_id = $2`, [payerId, attemptId])
    return row === undefined ? undefined : this.view(row)
  }

  /** Those that were paid, the newest first, behind where the last page ended. */
  async paidBy(
    sql: Sql,
    payerId: string,
    end: { readonly at: Instant; readonly id: string } | undefined,
    limit: number,
  ): Promise<FriendPaymentView[]> {
    const rows = await sql.rows<Row>(
      `${PAYMENT} where f.payer_id = $1 and a.state = 'succeeded'
          and ($2::timestamptz is null or (f.made_at, f.attempt_id) < ($2, $3::uuid))
        order by f.made_at desc, f.attempt_id desc limit $4`,
      [payerId, end === undefined ? null : isoOf(end.at), end?.id ?? null, limit],
    )
    return rows.map((row) => this.view(row))
  }

  private view({ attempt, intent, settledIt, wishEnc, ...row }: Row): FriendPaymentView {
    return {
      ...row,
      state: friendPaymentState({ attempt, intent, settledIt }),
      wish: this.links.openWish(wishEnc),
    }
  }
}
