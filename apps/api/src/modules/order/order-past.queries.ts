import type { OrderState, OrderStep } from '@jishi/contracts/order/order.terms'
import { instantOf, type Instant } from '@jishi/kernel/time'
import type { Sql } from '../../infra/database/sql.js'

export interface PastEvent {
  readonly seq: number
  readonly step: OrderStep
  readonly state: OrderState
  readonly cause: string | null
  readonly at: Instant
}

/** What the order cost from a moment on: since it was placed, and since each change of its price. */
export interface PastPrice {
  readonly since: Instant
  readonly listFen: number
  readonly unitDiscountFen: number
  readonly promotionFen: number
  readonly couponFen: number
  readonly pointsFen: number
  readonly adjustFen: number
  readonly goodsPaidFen: number
  readonly freightFen: number
  readonly payableFen: number
}

export interface PastLine {
  readonly lineId: string
  readonly skuId: string
  readonly title: string
  readonly skuLabel: string
  readonly qty: number
  readonly payableFen: number
  /** By what each change of price moved it further; in `payableFen` already. */
  readonly moves: readonly { readonly amountFen: number; readonly at: Instant }[]
}

export interface PastTerm {
  readonly termId: string
  readonly seq: number
  readonly kind: string
  readonly amountFen: number
  readonly waived: boolean
  readonly since: Instant
  /** A change of price opened it, and until then nobody knew of it. */
  readonly byChange: boolean
  readonly replacedAt: Instant | null
}

/** One step of one change of price. */
export interface PastPriceStep {
  readonly changeId: string
  readonly payableFen: number
  readonly step: string
  readonly state: string
  readonly at: Instant
}

export interface PastParcel {
  readonly carrierCode: string
  readonly trackingNo: string
  readonly shippedAt: Instant
  readonly signedAt: Instant | null
}

export interface PastHold {
  readonly key: string
  readonly at: Instant
  readonly releasedAt: Instant | null
}

/** Pieces and money of one line that one refund gave back. */
export interface PastBack {
  readonly lineId: string
  readonly cancelled: number
  readonly returned: number
  readonly kept: number
  readonly amountFen: number
  readonly at: Instant
}

/** A change of where it goes; what the way cost before and costs then, and never where that is. */
export interface PastAddressChange {
  readonly changeId: string
  readonly freightBeforeFen: number
  readonly freightAfterFen: number
  readonly dropped: boolean
  readonly at: Instant
  readonly settledAt: Instant | null
}

/** One step of one after-sale of the order. */
export interface PastAfterSale {
  readonly id: string
  readonly afterSaleNo: string
  readonly step: string
  readonly state: string
  readonly at: Instant
}

/** Other goods that were asked for instead of pieces of a line, as they were shown when they were asked for. */
export interface PastExchange {
  readonly afterSaleId: string
  readonly afterSaleNo: string
  readonly lineId: string
  readonly skuId: string
  readonly skuLabel: string
  readonly qty: number
  readonly differenceFen: number
  readonly at: Instant
}

/** A payment that was opened for the dearer goods of an exchange. */
export interface PastDifference {
  readonly afterSaleId: string
  readonly at: Instant
  /** When it went back: it was paid, and the exchange did not happen. */
  readonly backAt: Instant | null
}

/** Everything an order's own histories and frozen rows say, oldest first. */
export interface OrderPast {
  readonly id: string
  readonly orderNo: string
  readonly kind: string
  readonly kindRef: string | null
  readonly memberId: string
  readonly prices: readonly PastPrice[]
  readonly priceSteps: readonly PastPriceStep[]
  readonly events: readonly PastEvent[]
  readonly lines: readonly PastLine[]
  readonly terms: readonly PastTerm[]
  readonly parcels: readonly PastParcel[]
  readonly holds: readonly PastHold[]
  readonly backs: readonly PastBack[]
  readonly addressChanges: readonly PastAddressChange[]
  readonly afterSales: readonly PastAfterSale[]
  readonly exchanges: readonly PastExchange[]
  readonly differences: readonly PastDifference[]
}

/** Times come out of a json aggregate as text. */
type Told<Row> = {
  [Key in keyof Row]: Row[Key] extends Instant ? string : Row[Key] extends Instant | null ? string | null : Row[Key]
}

type Dated =
  | 'prices'
  | 'priceSteps'
  | 'lines'
  | 'events'
  | 'terms'
  | 'parcels'
  | 'holds'
  | 'backs'
  | 'addressChanges'
  | 'afterSales'
  | 'exchanges'
  | 'differences'
interface Row extends Omit<OrderPast, Dated> {
  readonly prices: Told<PastPrice>[]
  readonly priceSteps: Told<PastPriceStep>[]
  readonly lines: (Omit<PastLine, 'moves'> & { readonly moves: { amountFen: number; at: string }[] })[]
  readonly events: Told<PastEvent>[]
  readonly terms: Told<PastTerm>[]
  readonly parcels: Told<PastParcel>[]
  readonly holds: Told<PastHold>[]
  readonly backs: Told<PastBack>[]
  readonly addressChanges: Told<PastAddressChange>[]
  readonly afterSales: Told<PastAfterSale>[]
  readonly exchanges: Told<PastExchange>[]
  readonly differences: Told<PastDifference>[]
}

const gathered = (fields: string, from: string, order: string): string =>
  `(select coalesce(jsonb_agg(jsonb_build_object(${fields}) order by ${order}), '[]') from ${from} x where x.order_id = o.id)`

const BACKS = '(select l.*, r.created_at as at from order_refund_lines l join order_refunds r on r.id = l.refund_id)'
const SALE_STEPS =
  '(select s.order_id, s.id, s.after_sale_no, e.seq, e.step, e.to_state, e.happened_at from after_sales s join after_sale_events e on e.after_sale_id = s.id)'
/** What is wanted is written when it is asked for and stays, also where the case becomes a return. */
const WISHES =
  '(select s.order_id, s.id, s.after_sale_no, s.applied_at, l.line_id, l.wanted_sku_id, l.wanted, l.qty from after_sales s join after_sale_lines l on l.after_sale_id = s.id where l.wanted_sku_id is not null)'
/** A payment's row and the row of what gave it back, each written once: its own later state is not read. */
const DIFFERENCES =
  "(select d.order_id, d.id, d.after_sale_id, d.asked_at, r.created_at as back_at from exchange_differences d left join order_refunds r on r.cause = 'exchange' and r.reference = d.id)"

const PRICE_STEPS =
  '(select c.order_id, c.id, c.payable_after_fen, s.seq, s.step, s.to_state, s.happened_at from order_price_changes c join order_price_change_steps s on s.change_id = c.id)'
/** Its receipts: the one it was placed with, and one for each change of price that came to hold. */
const PRICES = `
  (select jsonb_agg(r.totals || jsonb_build_object('since', r.created_at) order by r.created_at, r.id) from price_receipts r
    where r.id = o.receipt_id
       or r.id in (select c.receipt_before_id from order_price_changes c where c.order_id = o.id and c.in_force_at is not null)
       or r.id in (select c.receipt_id from order_price_changes c where c.order_id = o.id))`
const MOVES = `
  (select coalesce(jsonb_agg(jsonb_build_object('amountFen', s.amount_fen, 'at', c.in_force_at) order by c.in_force_at, s.rule), '[]')
     from order_line_shares s join order_price_changes c on c.order_id = s.order_id and s.rule in ('adjust.' || c.id, 'minimum.' || c.id)
    where s.line_id = x.id)`
const BY_CHANGE = 'exists (select 1 from order_price_changes c where c.term_id = x.id)'
const REPLACED_AT = '(select c.in_force_at from order_price_changes c where c.term_before_id = x.id)'

const PAST = `
  select o.id, o.order_no as "orderNo", o.kind, o.kind_ref as "kindRef", o.member_id as "memberId", ${PRICES} as prices,
    ${gathered(`'changeId', x.id, 'payableFen', x.payable_after_fen, 'step', x.step, 'state', x.to_state, 'at', x.happened_at`, PRICE_STEPS, 'x.happened_at, x.id, x.seq')} as "priceSteps",
    ${gathered(`'seq', x.seq, 'step', x.action, 'state', x.to_state, 'cause', x.cause, 'at', x.happened_at`, 'order_events', 'x.seq')} as events,
    ${gathered(`'lineId', x.id, 'skuId', x.sku_id, 'title', x.snapshot ->> 'title', 'skuLabel', x.snapshot ->> 'skuLabel', 'qty', x.qty, 'payableFen', x.payable_fen, 'moves', ${MOVES}`, 'order_lines', 'x.position')} as lines,
    ${gathered(`'termId', x.id, 'seq', x.seq, 'kind', x.kind, 'amountFen', x.amount_fen, 'waived', x.state = 'waived', 'since', x.opens_at, 'byChange', ${BY_CHANGE}, 'replacedAt', ${REPLACED_AT}`, 'order_terms', 'x.seq')} as terms,
    ${gathered(`'carrierCode', x.carrier_code, 'trackingNo', x.tracking_no, 'shippedAt', x.shipped_at, 'signedAt', x.signed_at`, 'shipments', 'x.shipped_at, x.id')} as parcels,
    ${gathered(`'key', x.key, 'at', x.created_at, 'releasedAt', x.released_at`, 'order_holds', 'x.created_at, x.id')} as holds,
    ${gathered(`'lineId', x.line_id, 'cancelled', x.cancelled_qty, 'returned', x.returned_qty, 'kept', x.kept_qty, 'amountFen', x.amount_fen, 'at', x.at`, BACKS, 'x.at, x.refund_id, x.line_id, x.kind')} as backs,
    ${gathered(`'changeId', x.id, 'freightBeforeFen', x.freight_before_fen, 'freightAfterFen', x.freight_after_fen, 'dropped', x.state = 'dropped', 'at', x.asked_at, 'settledAt', x.settled_at`, 'order_address_changes', 'x.asked_at, x.id')} as "addressChanges",
    ${gathered(`'id', x.id, 'afterSaleNo', x.after_sale_no, 'step', x.step, 'state', x.to_state, 'at', x.happened_at`, SALE_STEPS, 'x.happened_at, x.id, x.seq')} as "afterSales",
    ${gathered(`'afterSaleId', x.id, 'afterSaleNo', x.after_sale_no, 'lineId', x.line_id, 'skuId', x.wanted_sku_id, 'skuLabel', x.wanted ->> 'skuLabel', 'qty', x.qty, 'differenceFen', x.wanted -> 'differenceFen', 'at', x.applied_at`, WISHES, 'x.applied_at, x.id, x.line_id')} as exchanges,
    ${gathered(`'afterSaleId', x.after_sale_id, 'at', x.asked_at, 'backAt', x.back_at`, DIFFERENCES, 'x.asked_at, x.id')} as differences
    from orders o`

const orNull = (text: string | null): Instant | null => (text === null ? null : instantOf(text))

/** One order's past by its id or, for people, by its number; undefined where there is none. */
export async function orderPastOf(
  sql: Sql,
  order: { readonly id: string } | { readonly orderNo: string },
): Promise<OrderPast | undefined> {
  const row =
    'id' in order
      ? await sql.maybe<Row>(`${PAST} where o.id = $1`, [order.id])
      : await sql.maybe<Row>(`${PAST} where o.order_no = $1`, [order.orderNo])
  return (
    row && {
      ...row,
      events: row.events.map((event) => ({ ...event, at: instantOf(event.at) })),
      prices: row.prices.map((price) => ({ ...price, since: instantOf(price.since) })),
      priceSteps: row.priceSteps.map((step) => ({ ...step, at: instantOf(step.at) })),
      lines: row.lines.map((line) => ({
        ...line,
        moves: line.moves.map((move) => ({ ...move, at: instantOf(move.at) })),
      })),
      terms: row.terms.map((term) => ({ ...term, since: instantOf(term.since), replacedAt: orNull(term.replacedAt) })),
      parcels: row.parcels.map((parcel) => ({
        ...parcel,
        shippedAt: instantOf(parcel.shippedAt),
        signedAt: orNull(parcel.signedAt),
      })),
      holds: row.holds.map((hold) => ({ ...hold, at: instantOf(hold.at), releasedAt: orNull(hold.releasedAt) })),
      backs: row.backs.map((back) => ({ ...back, at: instantOf(back.at) })),
      addressChanges: row.addressChanges.map((change) => ({
        ...change,
        at: instantOf(change.at),
        settledAt: orNull(change.settledAt),
      })),
      afterSales: row.afterSales.map((step) => ({ ...step, at: instantOf(step.at) })),
      exchanges: row.exchanges.map((wish) => ({ ...wish, at: instantOf(wish.at) })),
      differences: row.differences.map((paid) => ({ ...paid, at: instantOf(paid.at), backAt: orNull(paid.backAt) })),
    }
  )
}
