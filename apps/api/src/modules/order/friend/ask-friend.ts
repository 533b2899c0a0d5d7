import { Inject, Injectable, Logger } from '@nestjs/common'
import type { FriendAsking } from '@jishi/contracts/order/friend-pay.schema'
import { DomainError } from '@jishi/kernel/errors'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'
import type { Sql } from '../../../infra/database/sql.js'
import { FriendPayFacade, PaymentFacade } from '../../payment/index.js'
import { lockOrder, termSubject } from '../locked-order.js'
import { wireTime } from '../order.rows.js'
import { askedOrders, askedSubject, linkStateOf, type AskedOrder } from './asked-order.js'

/** The buyer's side of 找人代付: the link of an unpaid order, made, shown again, taken back. */
@Injectable()
export class AskFriend {
  private readonly log = new Logger('FriendPay')

  constructor(
    private readonly database: Database,
    private readonly friendPay: FriendPayFacade,
    private readonly payment: PaymentFacade,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Throws NOT_FOUND, for a foreign order as well. */
  async show(memberId: string, orderId: string): Promise<FriendAsking> {
    const own = await this.database.maybe('select 1 as one from orders where id = $1 and member_id = $2', [
      orderId,
      memberId,
    ])
    if (own === undefined) throw new DomainError('NOT_FOUND')
    return this.view(this.database, orderId)
  }

  /** Throws NOT_FOUND, or PAYMENT_NOT_ALLOWED for an order that owes nothing a friend could pay. */
  ask(memberId: string, orderId: string, wish: string): Promise<FriendAsking> {
    return this.database.transaction(async (tx) => {
      await lockOrder(tx, orderId, this.clock.now(), memberId)
      const order = await askedOrderOf(tx, orderId)
      if (linkStateOf(order, this.clock.now()) !== 'open')
        throw new DomainError('PAYMENT_NOT_ALLOWED', { state: order.state })
      await this.friendPay.ask(tx, askedSubject(orderId), memberId, wish)
      return this.view(tx, orderId)
    })
  }

  /**
   * Nobody can begin to pay by the link any more, and a friend who stands at a cashier is asked away from it. What came
   * before that counts: money wins here as it does everywhere.
   */
  async withdraw(memberId: string, orderId: string): Promise<FriendAsking> {
    const termId = await this.database.transaction(async (tx) => {
      const order = await lockOrder(tx, orderId, this.clock.now(), memberId)
      const had = await this.friendPay.withdraw(tx, askedSubject(orderId))
      return had ? order.openTerm?.id : undefined
    })
    if (termId !== undefined) await this.clearCashier(termId)
    return this.view(this.database, orderId)
  }

  /** The link is dead whatever the channel says; an attempt it cannot speak of is asked about until it has ended. */
  private async clearCashier(termId: string): Promise<void> {
    try {
      await this.payment.closeAtChannel(termSubject(termId))
    } catch (error) {
      this.log.warn(`attempts of withdrawn ${termId}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }

  private async view(sql: Sql, orderId: string): Promise<FriendAsking> {
    const now = this.clock.now()
    const link = await this.friendPay.linkOf(sql, askedSubject(orderId))
    const order = await askedOrderOf(sql, orderId)
    const { owed } = order
    const live = link !== undefined && owed !== null && linkStateOf(order, now) === 'open'
    return {
      link: live
        ? {
            ...{ token: link.token, wish: link.wish, madeAt: isoOf(link.madeAt) },
            ...{ amountFen: owed.amountFen, dueAt: wireTime(owed.dueAt) },
          }
        : null,
      serverTime: isoOf(now),
    }
  }
}

const askedOrderOf = async (sql: Sql, orderId: string): Promise<AskedOrder> => {
  const order = (await askedOrders(sql, [orderId])).get(orderId)
  if (order === undefined) throw new DomainError('NOT_FOUND')
  return order
}
