import { Inject, Injectable } from '@nestjs/common'
import type { BalancePart, PayInstruction, StartPaymentBody } from '@jishi/contracts/payment/payment.schema'
import { DomainError } from '@jishi/kernel/errors'
import { idOf, newId } from '@jishi/kernel/id'
import { fen, type Fen } from '@jishi/kernel/money'
import type { Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import type { Config } from '../../infra/config/config.js'
import { CONFIG } from '../../infra/config/config.js'
import { Database } from '../../infra/database/database.js'
import type { Tx } from '../../infra/database/sql.js'
import { Idempotency, type IdempotentCall } from '../../infra/idempotency/idempotency.js'
import { PaymentFacade, StoredValueFacade, type PaymentOrder, type StartedAttempt } from '../payment/index.js'
import { SettingsFacade } from '../settings/index.js'
import { mayPay } from './domain/allowed-actions.js'
import { lockOrder, termSubject } from './locked-order.js'
import { withWayMade } from './way-made.js'

export interface Payer {
  readonly memberId: string
  readonly clientIp: string
}

/** Where the payer's page comes back to. It proves nothing: the page asks the server how the payment stands. */
const RETURN_PATH = '/pkg-order/pay-result/pay-result'

/** An attempt, and what its channel is to be told where it was recorded just now. */
type Recorded = Pick<StartedAttempt, 'attemptId' | 'recorded'>

/** A channel, the payer's balance, or both; and the amount they have read. */
type PayBy = Pick<PaymentOrder, 'channel' | 'balance'> & Pick<StartPaymentBody, 'amountFen'>

const partOf = ({ amountFen }: BalancePart): Fen | 'most' => (amountFen === 'most' ? amountFen : fen(amountFen))

/** Starts or resumes paying an order's open term. The attempt is recorded and committed before the channel is called. */
@Injectable()
export class StartPayment {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly payment: PaymentFacade,
    private readonly stored: StoredValueFacade,
    private readonly settings: SettingsFacade,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Throws NOT_FOUND, PAYMENT_NOT_ALLOWED, PAYMENT_TIME_OVER, PAYMENT_CLOSED for what was closed this very moment,
   * PAYMENT_AMOUNT_CHANGED, PAYMENT_CHANNEL_UNKNOWN, PAYER_UNKNOWN or PAYMENT_CHANNEL_DOWN; with a balance part also BALANCE_NOT_ENOUGH, PAY_PASSWORD_NEEDED, PAY_PASSWORD_WRONG and
   * PAY_PASSWORD_LOCKED.
   */
  async run(payer: Payer, orderId: string, call: IdempotentCall, body: StartPaymentBody): Promise<PayInstruction> {
    const { name } = await this.settings.get('shop')
    const { channel, amountFen, balance } = body
    if (balance !== undefined) await this.stored.admit(payer.memberId, balance.password)
    const by: PayBy = {
      ...{ channel, amountFen },
      ...(balance === undefined ? {} : { balance: { amountFen: partOf(balance) } }),
    }
    // The password is no part of what the call is known by: a digest of six digits can be read off.
    const known = balance === undefined ? call : { ...call, body: { orderId, ...by } }
    const start = (): Promise<Recorded> => this.recordOnce(payer, orderId, known, by, name)
    return this.payment.callChannel(await withWayMade(this.payment, start))
  }

  private async recordOnce(
    payer: Payer,
    orderId: string,
    call: IdempotentCall,
    by: PayBy,
    shopName: string,
  ): Promise<Recorded> {
    return this.database.transaction(async (tx) => {
      let started: Recorded | undefined
      const { id } = await this.idempotency.run(tx, call, 'payment_attempt', async (proposed) => {
        started = await this.record(tx, payer, orderId, by, shopName, proposed)
        return idOf(started.attemptId)
      })
      return started ?? { attemptId: id }
    })
  }

  /** For the caller's own Tx, such as the making of demo orders. */
  async record(
    tx: Tx,
    payer: Payer,
    orderId: string,
    { amountFen, ...by }: PayBy,
    shopName: string,
    attemptId: string = newId(this.clock),
  ): Promise<StartedAttempt> {
    const order = await lockOrder(tx, orderId, this.clock.now(), payer.memberId)
    const term = order.openTerm
    if (term === undefined || !mayPay(order.state, order.facts)) {
      if (term !== undefined && order.state === 'pending_payment') throw new DomainError('PAYMENT_TIME_OVER')
      throw new DomainError('PAYMENT_NOT_ALLOWED', { state: order.state })
    }
    // Nobody is led to pay another amount than they have read: the shop may have changed the price since.
    if (amountFen !== undefined && amountFen !== term.amountFen)
      throw new DomainError('PAYMENT_AMOUNT_CHANGED', { amountFen: term.amountFen })
    return this.payment.start(tx, {
      attemptId,
      subject: termSubject(term.id),
      memberId: order.memberId,
      amountFen: term.amountFen,
      creditAccount: 'contract_liability',
      description: `${shopName} ${order.orderNo}`,
      ...by,
      clientIp: payer.clientIp,
      returnUrl: `${this.config.publicBaseUrl}${RETURN_PATH}?id=${order.id}`,
      dueAt: term.dueAt,
    })
  }
}
