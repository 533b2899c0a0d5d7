import { Inject, Injectable } from '@nestjs/common'
import type { AdminOrderView, OrderView } from '@jishi/contracts/order/order.schema'
import type { TimelineEntry } from '@jishi/contracts/order/order-timeline.schema'
import type { ShipmentView } from '@jishi/contracts/order/shipment.schema'
import { BALANCE_CHANNEL } from '@jishi/contracts/payment/payment.terms'
import { present } from '@jishi/kernel/assert'
import { DomainError } from '@jishi/kernel/errors'
import type { Clock } from '@jishi/kernel/time'
import { isoOf } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import { Database } from '../../infra/database/database.js'
import type { Language } from '../../infra/http/language.js'
import { IdentityFacade } from '../identity/index.js'
import { PaymentFacade } from '../payment/index.js'
import { spokenRules } from '../promotion/index.js'
import { BuyersSide } from './buyers-side.js'
import { allowedActions } from './domain/allowed-actions.js'
import { arrivesOn } from './arrives-on.js'
import { HIDDEN_DETAIL, maskName, maskPhone } from './domain/masking.js'
import { givenName } from './friend/asked-order.js'
import { KindViews } from './kinds/kind-views.js'
import { termSubject } from './locked-order.js'
import {
  factsOfRow,
  factsView,
  WHOLE,
  wireTime,
  type EventRow,
  type LineRow,
  type ShipmentRow,
  type WholeRow,
} from './order.rows.js'
import { OrderSeals, regionText, type ReceiverSnapshot } from './order-seals.js'

/** How an order is looked at: by whom it was just placed, and in which language. */
interface Seen {
  readonly justPlaced?: boolean
  readonly language?: Language
}

type OfBuyer = 'receiver' | 'allowedActions' | 'codes' | 'promisedAt' | 'arrivesOn' | 'extended' | 'newAddress'
type SharedView = Omit<OrderView, OfBuyer | 'kindView'>

/** An order of this moment cannot have been paid for yet, so nobody is asked. */
const NOT_STARTED: OrderView['payment'] = {
  state: 'none',
  channel: null,
  channelTxn: null,
  balanceFen: 0,
  back: null,
  friend: null,
}

/** One order as its buyer or an operator sees it. */
@Injectable()
export class OrderViews {
  constructor(
    private readonly database: Database,
    private readonly seals: OrderSeals,
    private readonly payment: PaymentFacade,
    private readonly identity: IdentityFacade,
    private readonly buyers: BuyersSide,
    private readonly kinds: KindViews,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Throws NOT_FOUND, for a foreign order as well. Who of the shop acted stays with the shop. */
  async ofMember(
    memberId: string,
    orderId: string,
    { justPlaced = false, language = 'zh' }: Seen = {},
  ): Promise<OrderView> {
    const row = await this.database.maybe<WholeRow>(`${WHOLE} and o.member_id = $3`, this.parameters(orderId, memberId))
    if (row === undefined) throw new DomainError('NOT_FOUND')
    const receiver = this.receiverOf(row)
    return {
      ...this.shared(row, justPlaced ? NOT_STARTED : await this.paymentOf(row), new Map()),
      kindView: await this.kindOf(row),
      rules: spokenRules(row.rules, row.offers, language),
      receiver: receiver && forBuyer(receiver),
      newAddress: row.waitingAddress && {
        receiver: forBuyer(this.seals.openReceiver(row.waitingAddress.afterEnc)),
        differenceFen: row.waitingAddress.differenceFen,
      },
      promisedAt: await this.buyers.promisedAt(row),
      arrivesOn: arrivesOn(row, this.clock.now()),
      extended: row.extendedAt !== null,
      codes: await this.buyers.codesOf(memberId, row),
      allowedActions: allowedActions(row.state, factsOfRow(row, this.clock.now()), 'member'),
    }
  }

  /** For operators: the receiver stays masked, attempts and refunds are shown. Throws NOT_FOUND. */
  async ofShop(orderId: string): Promise<AdminOrderView> {
    const row = await this.database.maybe<WholeRow>(WHOLE, this.parameters(orderId))
    if (row === undefined) throw new DomainError('NOT_FOUND')
    const receiver = this.receiverOf(row)
    const history = await this.payment.history(this.database, row.termIds.map(termSubject))
    const mask = (await this.identity.memberMasks(this.database, [row.memberId])).get(row.memberId)
    const names = await this.operatorNames(row)
    return {
      ...this.shared(row, await this.paymentOf(row), names),
      kindView: await this.kindOf(row),
      receiver: receiver && {
        name: maskName(receiver.receiver),
        phoneMasked: maskPhone(receiver.phone),
        region: regionText(receiver),
        detail: HIDDEN_DETAIL,
      },
      allowedActions: allowedActions(row.state, factsOfRow(row, this.clock.now()), 'operator'),
      internal: {
        version: row.internal?.version ?? 0,
        flag: row.internal?.flag ?? null,
        text: this.seals.openInternal(row.internal?.textEnc ?? null),
      },
      priceWaits: priceWaitsOf(row, names),
      memberId: row.memberId,
      memberMasked: mask === undefined ? '' : `${mask.displayName} ${mask.phoneMasked}`,
      attempts: history.attempts.map((attempt) => ({ ...attempt, createdAt: isoOf(attempt.createdAt) })),
      refunds: history.refunds.map((refund) => ({ ...refund, createdAt: isoOf(refund.createdAt) })),
    }
  }

  private async kindOf(row: WholeRow): Promise<OrderView['kindView']> {
    return (await this.kinds.of(this.database, [row]))(row)
  }

  private receiverOf({ addressEnc }: WholeRow): ReceiverSnapshot | null {
    return addressEnc === null ? null : this.seals.openReceiver(addressEnc)
  }

  private parameters(orderId: string, ...more: string[]): string[] {
    return [orderId, isoOf(this.clock.now()), ...more]
  }

  private async paymentOf(row: WholeRow): Promise<OrderView['payment']> {
    const term = present(row.termIds[row.termIds.length - 1], 'the term of an order')
    const subject = termSubject(term)
    const { state, channel, channelTxn, balanceFen, friendId } = await this.payment.statusOf(this.database, subject)
    const friend = friendId === null ? null : await this.friendOf(friendId)
    const mixed = state === 'paid' && balanceFen > 0 && channel !== BALANCE_CHANNEL
    const back = mixed ? await this.payment.cameBack(this.database, subject) : null
    return { state, channel: channel as OrderView['payment']['channel'], channelTxn, balanceFen, back, friend }
  }

  private async friendOf(friendId: string): Promise<OrderView['payment']['friend']> {
    const mask = (await this.identity.memberMasks(this.database, [friendId])).get(friendId)
    return { name: givenName(mask?.displayName) ?? '' }
  }

  private shared(row: WholeRow, payment: OrderView['payment'], names: ReadonlyMap<string, string>): SharedView {
    return {
      ...factsView(row),
      note: this.seals.openNote(row.noteEnc),
      lines: row.lines.map(lineView),
      rules: row.rules,
      totals: totalsOf(row),
      supplement: row.supplement,
      lateCoupon: row.lateCoupon && { name: row.lateCoupon.name, at: wireTime(row.lateCoupon.at) },
      cancellations: row.cancellations.map(({ noteEnc, at, ...told }) => ({
        ...told,
        note: this.seals.openEventNote(noteEnc),
        at: wireTime(at),
      })),
      shipments: row.shipments.map(shipmentView),
      timeline: row.events.map((event) => this.timelineEntry(event, names)),
      payment,
      serverTime: isoOf(this.clock.now()),
    }
  }

  private timelineEntry(event: EventRow, names: ReadonlyMap<string, string>): TimelineEntry {
    return {
      step: event.step,
      state: event.state,
      actor: event.actor,
      actorName: event.actorId === null ? null : (names.get(event.actorId) ?? null),
      note: this.seals.openEventNote(event.noteEnc),
      at: wireTime(event.at),
    }
  }

  /** Of whoever took a step, and of who waits for a second person. */
  private async operatorNames({ events, priceWaits }: WholeRow): Promise<Map<string, string>> {
    const took = events.flatMap(({ actor, actorId }) => (actor === 'operator' && actorId !== null ? [actorId] : []))
    const ids = priceWaits === null ? took : [...took, priceWaits.makerId]
    return ids.length === 0 ? new Map() : this.identity.operatorNames(this.database, [...new Set(ids)])
  }
}

/** The buyer knows where they live; the phone is theirs or somebody else's. */
const forBuyer = (receiver: ReceiverSnapshot): NonNullable<OrderView['receiver']> => ({
  name: receiver.receiver,
  phoneMasked: maskPhone(receiver.phone),
  region: regionText(receiver),
  detail: receiver.detail,
})

const priceWaitsOf = ({ priceWaits }: WholeRow, names: ReadonlyMap<string, string>): AdminOrderView['priceWaits'] =>
  priceWaits && {
    ...{ id: priceWaits.id, payableFen: priceWaits.payableFen, proposedAt: wireTime(priceWaits.proposedAt) },
    makerName: names.get(priceWaits.makerId) ?? null,
  }

function totalsOf(row: WholeRow): OrderView['totals'] {
  return {
    listFen: row.listFen,
    unitDiscountFen: row.unitDiscountFen,
    promotionFen: row.promotionFen,
    couponFen: row.couponFen,
    pointsFen: row.pointsFen,
    adjustFen: row.adjustFen,
    goodsPaidFen: row.goodsPaidFen,
    freightFen: row.freightFen,
    payableFen: row.payableFen,
    qty: row.qty,
  }
}

const lineView = ({ noReasonConfirmedAt: told, ...line }: LineRow): OrderView['lines'][number] => ({
  ...line,
  noReasonConfirmedAt: told === null ? null : wireTime(told),
})

const shipmentView = ({ shippedAt, correctedAt, ...parcel }: ShipmentRow): ShipmentView => ({
  ...parcel,
  shippedAt: wireTime(shippedAt),
  correctedAt: correctedAt === null ? null : wireTime(correctedAt),
})
