import { Inject, Injectable } from '@nestjs/common'
import { DomainError } from '@jishi/kernel/errors'
import { isoOf, type Clock, type Instant } from '@jishi/kernel/time'
import type { PaymentSubject } from '../../../events/payment.events.js'
import { CLOCK } from '../../../infra/clock/clock.js'
import type { Sql, Tx } from '../../../infra/database/sql.js'
import { StartAttempt, type PaymentOrder, type StartedAttempt } from '../start-attempt.js'
import { FriendLinks, type FriendLinkView, type OwnFriendLink } from './friend-links.js'
import { FriendPayments, type FriendPaymentView } from './friend-payments.queries.js'

/**
 * Paying in somebody's place (代付): a link for what is asked, and attempts of the same intent that another member pays.
 * What the link asks for stays opaque here, as what is owed does; whoever asks decides what is owed for it now.
 */
@Injectable()
export class FriendPayFacade {
  constructor(
    private readonly startAttempt: StartAttempt,
    private readonly links: FriendLinks,
    private readonly payments: FriendPayments,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The live link of what is asked for, made if there is none; the caller holds what that is. */
  ask(tx: Tx, asked: PaymentSubject, askerId: string, wish: string): Promise<OwnFriendLink> {
    return this.links.ask(tx, asked, askerId, wish)
  }

  linkOf(sql: Sql, asked: PaymentSubject): Promise<OwnFriendLink | undefined> {
    return this.links.ofSubject(sql, asked)
  }

  /** Undefined for a token that is no link's. */
  linkBy(sql: Sql, token: string): Promise<FriendLinkView | undefined> {
    return this.links.byToken(sql, token)
  }

  withdraw(tx: Tx, asked: PaymentSubject): Promise<boolean> {
    return this.links.withdraw(tx, asked)
  }

  /**
   * Records the friend's attempt of what is owed, in the Tx of a caller who holds it and has looked the link up within it.
   * Throws FRIEND_PAY_OWN, and whatever starting any attempt throws.
   */
  async start(tx: Tx, link: FriendLinkView, payerId: string, order: PaymentOrder): Promise<StartedAttempt> {
    if (payerId === link.askerId) throw new DomainError('FRIEND_PAY_OWN')
    const started = await this.startAttempt.run(tx, { ...order, payerId })
    // Tapped twice, the same attempt is used again.
    await tx.execute(
      `insert into payment_friend_attempts (attempt_id, link_id, asker_id, payer_id, made_at) values ($1, $2, $3, $4, $5)
       on conflict (attempt_id) do nothing`,
      [started.attemptId, link.id, link.askerId, payerId, isoOf(this.clock.now())],
    )
    return started
  }

  /** Undefined for a payment that is nobody's, and for somebody else's. */
  payment(sql: Sql, payerId: string, attemptId: string): Promise<FriendPaymentView | undefined> {
    return this.payments.of(sql, payerId, attemptId)
  }

  paidBy(
    sql: Sql,
    payerId: string,
    end: { readonly at: Instant; readonly id: string } | undefined,
    limit: number,
  ): Promise<FriendPaymentView[]> {
    return this.payments.paidBy(sql, payerId, end, limit)
  }
}
