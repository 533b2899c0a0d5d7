import type { SkuQty } from '@jishi/contracts/order/cart.schema'
import type { KindView } from '@jishi/contracts/order/order-kind.schema'
import type { CloseCause } from '@jishi/contracts/order/order.terms'
import type { LineRole } from '@jishi/contracts/pricing/pricing.terms'
import type { Fen } from '@jishi/kernel/money'
import type { Points } from '@jishi/kernel/points'
import type { Instant } from '@jishi/kernel/time'
import type { EventMap, EventName } from '../../../infra/outbox/event-map.js'
import type { Sql, Tx } from '../../../infra/database/sql.js'
import type { Receipt } from '../../pricing/index.js'
import type { HoldBlock } from '../domain/order-life.js'
import type { KindPolicy } from './kind-policy.js'

/** Who wants what, by which claim. `placing` is in the transaction that will place it; `quote` only looks. */
export interface KindAsking {
  readonly memberId: string
  /** What the client handed over, unread by anybody else: a ticket, the id of an activity. */
  readonly ref: string
  /** Each SKU once. */
  readonly lines: readonly SkuQty[]
  readonly at: Instant
  readonly purpose: 'quote' | 'placing'
}

/** Stage 1 of one piece. Points are what a piece costs beside its fen; zero until goods are sold for points. */
export interface KindPrice {
  readonly unitFen: Fen
  readonly points: Points
  /** 秒杀价: what the price is called on the receipt. */
  readonly label: string
  /** Which activity it comes from, in words, beside the label; null: the label says it all. */
  readonly reason: string | null
}

export interface Term {
  readonly seq: number
  readonly kind: 'full' | 'deposit' | 'balance'
  readonly amountFen: Fen
  readonly opensAt: Instant
  readonly dueAt: Instant
  readonly onOverdue: 'close' | 'forfeitAndClose'
}

/** An order that is about to be written. */
export interface KindDraft {
  readonly orderId: string
  readonly memberId: string
  readonly placedAt: Instant
  /** When the first term is due. */
  readonly dueAt: Instant
  readonly lines: readonly {
    readonly lineId: string
    readonly skuId: string
    readonly qty: number
    readonly role: LineRole
  }[]
  readonly payableFen: Fen
}

/** What was claimed: seat, quota, ticket. */
export interface Claimed {
  /** Becomes `orders.kind_ref`: what the order belongs to, mostly the id of its activity. No secret, no name of a person. */
  readonly ref: string
  /** What the kind wants to know of this order later, frozen with it: `KindOrder.snapshot`. Plain JSON. */
  readonly snapshot: Readonly<Record<string, unknown>>
}

/** An order of the kind, its row held by the caller's `Tx` in every hook that gets one. */
export interface KindOrder {
  readonly id: string
  readonly orderNo: string
  readonly memberId: string
  readonly ref: string | null
  readonly snapshot: Readonly<Record<string, unknown>>
}

export interface PaidTermOf {
  readonly seq: number
  readonly kind: Term['kind']
  readonly amountFen: number
  readonly paidAt: Instant
}

/** Pieces and money of a paid order that go back. `nothingLeft`: all of it. */
export interface KindBack {
  readonly refundId: string
  readonly amountFen: number
  readonly lines: readonly {
    readonly lineId: string
    /** Pieces that never left, that were sent back, and that the buyer keeps although they were paid for again. */
    readonly cancelled: number
    readonly returned: number
    readonly kept: number
  }[]
  readonly nothingLeft: boolean
}

export interface Hold {
  /** Once open an order; begin it with a word of your own. */
  readonly key: string
  readonly blocks: readonly HoldBlock[]
  /** Why, in Chinese, for the people of the shop. */
  readonly reason: string
  readonly until?: Instant
}

/** An event of `events/` with its payload, published in the same `Tx`. */
export type Told = { [Name in EventName]: { readonly name: Name; readonly payload: EventMap[Name] } }[EventName]

/**
 * What a kind wants done to an order: data that order code carries out in the caller's `Tx`. Doing one twice changes nothing more:
 * a hold that is open stays, one that is released stays released.
 */
export type Effect =
  | { readonly do: 'hold'; readonly hold: Hold }
  | { readonly do: 'release'; readonly key: string }
  | { readonly do: 'openTerm'; readonly seq: number }
  | { readonly do: 'close'; readonly cause: CloseCause; readonly refund: 'all' | 'allButDeposit' | 'doubleDeposit' }
  | { readonly do: 'tell'; readonly event: Told }

/**
 * A kind of order 订单类型 plugs into ordering here. It returns data and order code interprets it: it never writes an order's row and never
 * calls payment. Every hook runs in the caller's `Tx` with the order's row locked and may be called again after a crash; rows of the
 * kind's own that it writes there live and die with what order code does. A kind takes its locks before stock and its hot row last.
 *
 * Placing: `facts` → `policy`, `price` → the quote is compared → `claim` → stock → coupons → order, terms, events.
 */
export interface OrderKind<Facts = unknown> {
  /** Stored as `orders.kind`. */
  readonly code: string

  /** Everything the kind must know to price and to sell, in one or two statements. Throws a DomainError where it cannot be bought. */
  facts(sql: Sql, asking: KindAsking): Promise<Facts>

  /** Pure. What order code obeys; frozen with the order. */
  policy(facts: Facts): KindPolicy

  /** Pure: stage 1 of a piece of this line, or null where the kind leaves the price to the shop. */
  price(line: SkuQty, facts: Facts): KindPrice | null

  /** Pure. The terms in order; together they are the payable. `fullTerm` is the one most kinds want. */
  terms(receipt: Receipt, facts: Facts, at: { readonly now: Instant; readonly dueAt: Instant }): readonly Term[]

  /** Takes seat, quota or ticket for the order. Throws a DomainError where somebody else was first; everything goes back then. */
  claim(tx: Tx, draft: KindDraft, facts: Facts): Promise<Claimed>

  /** A term was paid, or waived because it is zero; the order is `paid` when this is called. Once a term. */
  onTermPaid(tx: Tx, order: KindOrder, term: PaidTermOf): Promise<readonly Effect[]>

  /** The order ended without money, once. Its stock and coupons have gone back; `close` is refused here. */
  onClosed(tx: Tx, order: KindOrder, cause: CloseCause): Promise<readonly Effect[]>

  /** Pieces or money of a paid order went back, once for each giving back; `close` is refused here. */
  onRefunded(tx: Tx, order: KindOrder, back: KindBack): Promise<readonly Effect[]>

  /** What people see of the kind on pages of orders: all of a page at once. Orders that are not in the answer show their code alone. */
  views(sql: Sql, orders: readonly KindOrder[]): Promise<ReadonlyMap<string, Pick<KindView, 'title'>>>
}

/** Everything is owed at once. */
export const fullTerm = (
  { totals }: Receipt,
  { now, dueAt }: { readonly now: Instant; readonly dueAt: Instant },
): Term => ({
  seq: 1,
  kind: 'full',
  amountFen: totals.payableFen,
  opensAt: now,
  dueAt,
  onOverdue: 'close',
})
