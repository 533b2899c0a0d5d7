import { Inject, Injectable } from '@nestjs/common'
import type { FriendPage, FriendPayment, FriendPaymentsQuery } from '@jishi/contracts/order/friend-pay.schema'
import type { Page } from '@jishi/contracts/primitives.schema'
import { PAGE_SIZE } from '@jishi/contracts/primitives.terms'
import { present } from '@jishi/kernel/assert'
import { DomainError } from '@jishi/kernel/errors'
import { isoOf, type Clock, type Instant } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'
import { IdentityFacade } from '../../identity/index.js'
import { FriendPayFacade, PaymentFacade, type FriendLinkView, type FriendPaymentView } from '../../payment/index.js'
import { pageEndOf, pageOf } from '../order-cursor.js'
import { wireTime } from '../order.rows.js'
import { askedOrders, friendGoods, givenName, linkStateOf, type AskedOrder } from './asked-order.js'

type Names = Awaited<ReturnType<IdentityFacade['memberMasks']>>

/** The friend's side of 找人代付, as far as it is looked at: never the order itself, its address, its number or a phone. */
@Injectable()
export class ShowToFriend {
  constructor(
    private readonly database: Database,
    private readonly friendPay: FriendPayFacade,
    private readonly payment: PaymentFacade,
    private readonly identity: IdentityFacade,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** For whoever holds a token, signed in or not. Throws NOT_FOUND for every token that is no link's. */
  async look(token: string): Promise<FriendPage> {
    const link = await this.friendPay.linkBy(this.database, token)
    const order = link && (await askedOrders(this.database, [link.subject.id])).get(link.subject.id)
    if (link === undefined || order === undefined) throw new DomainError('NOT_FOUND')
    const names = await this.identity.memberMasks(this.database, [link.askerId])
    return pageOfLink(link, order, givenName(names.get(link.askerId)?.displayName), this.clock.now())
  }

  /**
   * The friend's own payment, asked again and again by a page that came back from the cashier; while it is open the channel
   * is asked as well. Throws NOT_FOUND, for somebody else's payment as well.
   */
  async ofPayer(payerId: string, attemptId: string): Promise<FriendPayment> {
    const known = await this.paymentOf(payerId, attemptId)
    if (known.state !== 'open' && known.state !== 'confirming') return this.one(known)
    await this.payment.askChannel(known.paidFor)
    return this.one(await this.paymentOf(payerId, attemptId))
  }

  async payments(payerId: string, query: FriendPaymentsQuery): Promise<Page<FriendPayment>> {
    const limit = query.limit ?? PAGE_SIZE
    const end = query.cursor === undefined ? undefined : pageEndOf(query.cursor)
    const rows = await this.friendPay.paidBy(this.database, payerId, end, limit + 1)
    const page = pageOf(
      rows.map((row) => ({ ...row, placedAt: row.madeAt })),
      limit,
    )
    return { items: await this.views(page.rows), nextCursor: page.nextCursor }
  }

  private async paymentOf(payerId: string, attemptId: string): Promise<FriendPaymentView> {
    const payment = await this.friendPay.payment(this.database, payerId, attemptId)
    if (payment === undefined) throw new DomainError('NOT_FOUND')
    return payment
  }

  private async one(payment: FriendPaymentView): Promise<FriendPayment> {
    return present((await this.views([payment]))[0], 'the view of a payment')
  }

  private async views(payments: readonly FriendPaymentView[]): Promise<FriendPayment[]> {
    if (payments.length === 0) return []
    const orders = await askedOrders(this.database, [...new Set(payments.map(({ asked }) => asked.id))])
    const names = await this.identity.memberMasks(this.database, [...new Set(payments.map(({ askerId }) => askerId))])
    return payments.map((payment) => this.view(payment, orders.get(payment.asked.id), names))
  }

  private view(payment: FriendPaymentView, order: AskedOrder | undefined, names: Names): FriendPayment {
    const { id, state, wish, amountFen, refundedFen, refundingFen } = payment
    return {
      ...{ id, state, wish, amountFen, refundedFen, refundingFen },
      asker: givenName(names.get(payment.askerId)?.displayName),
      qty: order?.qty ?? 0,
      lines: order === undefined ? [] : friendGoods(order),
      madeAt: isoOf(payment.madeAt),
      paidAt: payment.paidAt === null ? null : isoOf(payment.paidAt),
      dueAt: state === 'open' || state === 'confirming' ? isoOf(payment.expiresAt) : null,
      serverTime: isoOf(this.clock.now()),
    }
  }
}

/** A link that leads nowhere any more tells no more than that. */
function pageOfLink(link: FriendLinkView, order: AskedOrder, asker: string | null, now: Instant): FriendPage {
  const { owed, payableFen, qty } = order
  const state = link.withdrawn ? 'withdrawn' : linkStateOf(order, now)
  const shared = { state, asker, qty, serverTime: isoOf(now) }
  if (state !== 'open' || owed === null)
    return { ...shared, wish: '', amountFen: owed?.amountFen ?? payableFen, dueAt: null, lines: [] }
  const { amountFen, dueAt } = owed
  return { ...shared, wish: link.wish, amountFen, dueAt: wireTime(dueAt), lines: friendGoods(order) }
}
