import { Inject, Injectable } from '@nestjs/common'
import type { FriendInstruction, PayForFriendBody } from '@jishi/contracts/order/friend-pay.schema'
import { DomainError } from '@jishi/kernel/errors'
import { idOf } from '@jishi/kernel/id'
import type { Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import type { Config } from '../../../infra/config/config.js'
import { CONFIG } from '../../../infra/config/config.js'
import { Database } from '../../../infra/database/database.js'
import type { Tx } from '../../../infra/database/sql.js'
import { Idempotency, type IdempotentCall } from '../../../infra/idempotency/idempotency.js'
import { FriendPayFacade, PaymentFacade, type FriendLinkView, type StartedAttempt } from '../../payment/index.js'
import { SettingsFacade } from '../../settings/index.js'
import { mayPay } from '../domain/allowed-actions.js'
import { lockOrder, termSubject, type LockedOrder, type OpenTerm } from '../locked-order.js'
import type { Payer } from '../start-payment.js'
import { withWayMade } from '../way-made.js'

/** Where the friend's page comes back to. The payment's own id is in it and never the token: what is recorded is kept. */
const RETURN_PATH = '/pkg-pay/friend-result/friend-result'

type Recorded = Pick<StartedAttempt, 'attemptId' | 'recorded'>

/**
 * A friend pays an order they were asked for, through an ordinary attempt of what the order owes. The buyer who pays at the
 * same moment is a rival as another wallet is: one settles, what the other paid goes back to whoever paid it.
 */
@Injectable()
export class PayForFriend {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly payment: PaymentFacade,
    private readonly friendPay: FriendPayFacade,
    private readonly settings: SettingsFacade,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Throws NOT_FOUND, FRIEND_LINK_OVER, FRIEND_PAY_OWN, PAYMENT_AMOUNT_CHANGED with the amount owed now, and what starting
   * any payment throws.
   */
  async run(payer: Payer, body: PayForFriendBody, call: IdempotentCall): Promise<FriendInstruction> {
    const { name } = await this.settings.get('shop')
    const started = await withWayMade(this.payment, () => this.recordOnce(payer, body, call, name))
    return { id: started.attemptId, ...(await this.payment.callChannel(started)) }
  }

  private recordOnce(payer: Payer, body: PayForFriendBody, call: IdempotentCall, shopName: string): Promise<Recorded> {
    return this.database.transaction(async (tx) => {
      let started: Recorded | undefined
      const { id } = await this.idempotency.run(tx, call, 'payment_attempt', async (proposed) => {
        started = await this.record(tx, payer, body, shopName, proposed)
        return idOf(started.attemptId)
      })
      return started ?? { attemptId: id }
    })
  }

  private async record(
    tx: Tx,
    payer: Payer,
    { token, channel, amountFen }: PayForFriendBody,
    shopName: string,
    attemptId: string,
  ): Promise<StartedAttempt> {
    const { link, order, term } = await this.owedBy(tx, token)
    if (payer.memberId === link.askerId) throw new DomainError('FRIEND_PAY_OWN')
    if (term.amountFen !== amountFen) throw new DomainError('PAYMENT_AMOUNT_CHANGED', { amountFen: term.amountFen })
    return this.friendPay.start(tx, link, payer.memberId, {
      attemptId,
      subject: termSubject(term.id),
      memberId: order.memberId,
      amountFen: term.amountFen,
      creditAccount: 'contract_liability',
      // The order's number is the buyer's; a friend's bill says what it was for and no more.
      description: `${shopName} 代付`,
      channel,
      clientIp: payer.clientIp,
      returnUrl: `${this.config.publicBaseUrl}${RETURN_PATH}?id=${attemptId}`,
      dueAt: term.dueAt,
    })
  }

  /** The order is held before the link is believed: a withdrawal that came first is seen, one that comes later waits. */
  private async owedBy(tx: Tx, token: string): Promise<{ link: FriendLinkView; order: LockedOrder; term: OpenTerm }> {
    const found = await this.friendPay.linkBy(tx, token)
    if (found === undefined) throw new DomainError('NOT_FOUND')
    const order = await lockOrder(tx, found.subject.id, this.clock.now())
    const link = await this.friendPay.linkBy(tx, token)
    const term = order.openTerm
    if (link === undefined || link.withdrawn) throw new DomainError('FRIEND_LINK_OVER', { reason: 'withdrawn' })
    if (term === undefined || term.kind === 'supplement' || !mayPay(order.state, order.facts))
      throw new DomainError('FRIEND_LINK_OVER', { reason: order.state })
    return { link, order, term }
  }
}
