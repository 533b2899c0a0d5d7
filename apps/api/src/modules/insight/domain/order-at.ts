import type { Instant } from '@jishi/kernel/time'
import { exchangedOfLineAt, exchangesAt, type ExchangeHistories } from './exchanges-at.js'
import { backOfLineAt, changesAt, restockedAt, salesAt, type BackHistories } from './given-back-at.js'
import { priceAt, priceChangesAt, sumAfter, type PriceHistories } from './price-at.js'

/** What the fold needs of the histories of an order, each oldest first. The modules that own them say it more exactly. */
export interface OrderHistories {
  readonly order: {
    readonly events: readonly { seq: number; step: string; state: string; cause: string | null; at: Instant }[]
    readonly lines: readonly {
      lineId: string
      skuId: string
      title: string
      skuLabel: string
      qty: number
      payableFen: number
      moves: readonly { amountFen: number; at: Instant }[]
    }[]
    readonly terms: readonly {
      termId: string
      seq: number
      kind: string
      amountFen: number
      waived: boolean
      since: Instant
      byChange: boolean
      replacedAt: Instant | null
    }[]
    readonly parcels: readonly {
      carrierCode: string
      trackingNo: string
      shippedAt: Instant
      signedAt: Instant | null
    }[]
    readonly holds: readonly { key: string; at: Instant; releasedAt: Instant | null }[]
  } & BackHistories &
    PriceHistories &
    ExchangeHistories['order']
  readonly attempts: readonly (Dated & {
    attemptNo: string
    subjectId: string
    channel: string
    amountFen: number
    settles: boolean
  })[]
  readonly refunds: readonly (Dated & { refundNo: string; cause: string; amountFen: number })[]
  readonly stock: readonly { reservationId: string; lineId: string; qty: number; state: string; at: Instant }[]
  /** Reserved for exchanges, by the case it is kept for. */
  readonly kept: ExchangeHistories['kept']
  readonly returns: readonly { skuId: string; qty: number; at: Instant }[]
  readonly postings: readonly { kind: string; account: string; amountFen: number; at: Instant }[]
  readonly draws: readonly {
    kind: 'coupon' | 'offer'
    id: string
    name: string
    amountFen: number | null
    takenAt: Instant
    usedAt: Instant | null
    returnedAt: Instant | null
  }[]
}

interface Dated {
  readonly states: readonly { state: string; at: Instant }[]
}

/** How one order stood at one moment. */
export type OrderStanding = NonNullable<ReturnType<typeof orderAt>>

const lastUpTo = <Step extends { readonly at: Instant }>(steps: readonly Step[], at: Instant): Step | undefined =>
  steps.findLast((step) => step.at <= at)

/** The order as it was at that moment, or null where it was not placed yet. What happened at the moment itself counts. */
export function orderAt(past: OrderHistories, at: Instant) {
  const event = lastUpTo(past.order.events, at)
  if (event === undefined) return null
  return {
    state: event.state,
    step: event.step,
    version: event.seq,
    closedCause: event.state === 'closing' || event.state === 'closed' ? event.cause : null,
    holds: past.order.holds.filter((hold) => hold.at <= at && !reached(hold.releasedAt, at)).map(({ key }) => key),
    price: priceAt(past.order.prices, at),
    priceChanges: priceChangesAt(past.order.priceSteps, at),
    lines: past.order.lines.map(({ lineId, title, skuLabel, qty, payableFen, moves }) => ({
      ...{ lineId, title, skuLabel, qty },
      payableFen: payableFen - sumAfter(moves, at),
      ...piecesAt(past, lineId, at),
      ...backOfLineAt(past.order, lineId, at),
      exchanged: exchangedOfLineAt(past, lineId, at),
    })),
    terms: past.order.terms
      .filter(({ kind, since, byChange }) => (kind !== SUPPLEMENT && !byChange) || since <= at)
      .map((term) => ({
        ...{ seq: term.seq, kind: term.kind, amountFen: term.amountFen },
        state: termAt(past, term, event, at),
      })),
    addressChanges: changesAt(past.order, at),
    afterSales: salesAt(past.order, at),
    exchanges: exchangesAt(past, at),
    restocked: restockedAt(past, at),
    parcels: past.order.parcels
      .filter(({ shippedAt }) => shippedAt <= at)
      .map(({ carrierCode, trackingNo, signedAt }) => ({ carrierCode, trackingNo, signed: reached(signedAt, at) })),
    ...moneyAt(past, at),
    draws: past.draws
      .filter(({ takenAt }) => takenAt <= at)
      .map(({ kind, id, name, amountFen, usedAt, returnedAt }) => ({
        ...{ kind, id, name, amountFen },
        state: reached(returnedAt, at) ? 'returned' : reached(usedAt, at) ? 'used' : 'held',
      })),
  }
}

const reached = (when: Instant | null, at: Instant): boolean => when !== null && when <= at

/** The pieces of a line by what has become of their stock. */
function piecesAt({ stock }: OrderHistories, lineId: string, at: Instant) {
  const now = new Map(
    stock.filter((step) => step.lineId === lineId && step.at <= at).map((step) => [step.reservationId, step]),
  )
  const pieces = { held: 0, firm: 0, consumed: 0, released: 0 }
  for (const { state, qty } of now.values()) if (state in pieces) pieces[state as keyof typeof pieces] += qty
  return pieces
}

/** A term is paid once money settled it; one that is still owed when the order closes, or its change is given up, is dropped. */
function termAt(
  { attempts, order }: OrderHistories,
  { termId, kind, waived, since, replacedAt }: OrderHistories['order']['terms'][number],
  { state }: { state: string },
  at: Instant,
): string {
  if (waived) return 'waived'
  if (reached(replacedAt, at)) return 'dropped'
  const settled = attempts.some(
    (attempt) => attempt.subjectId === termId && attempt.settles && lastUpTo(attempt.states, at)?.state === 'succeeded',
  )
  if (settled) return 'paid'
  if (state === 'closed' || (kind === SUPPLEMENT && isGivenUp(order, since, at))) return 'dropped'
  return since > at ? 'planned' : 'open'
}

/** The hold of a supplement is as old as its term and ends with it, whether it was paid or not. */
const SUPPLEMENT = 'supplement'
const isGivenUp = ({ holds }: OrderHistories['order'], since: Instant, at: Instant): boolean =>
  holds.some((hold) => hold.key === SUPPLEMENT && hold.at === since && reached(hold.releasedAt, at))

function moneyAt(past: OrderHistories, at: Instant) {
  const attempts = past.attempts.flatMap(({ states, attemptNo, channel, amountFen }) => {
    const last = lastUpTo(states, at)
    return last === undefined ? [] : [{ attemptNo, channel, amountFen, state: last.state }]
  })
  const refunds = past.refunds.flatMap(({ states, refundNo, cause, amountFen }) => {
    const last = lastUpTo(states, at)
    return last === undefined ? [] : [{ refundNo, cause, amountFen, state: last.state }]
  })
  const sumOf = (rows: readonly { state: string; amountFen: number }[]): number =>
    rows.reduce((sum, { state, amountFen }) => (state === 'succeeded' ? sum + amountFen : sum), 0)
  return {
    attempts,
    refunds,
    receivedFen: sumOf(attempts),
    givenBackFen: sumOf(refunds),
    accounts: accountsAt(past, at),
  }
}

/** What the ledger's accounts hold because of this order, debit positive; those that came to nothing stay named. */
function accountsAt({ postings }: OrderHistories, at: Instant) {
  const sums = new Map<string, number>()
  for (const { account, amountFen, at: posted } of postings)
    if (posted <= at) sums.set(account, (sums.get(account) ?? 0) + amountFen)
  return [...sums].map(([account, amountFen]) => ({ account, amountFen }))
}

export interface Moment {
  readonly at: Instant
  /** Which history speaks, and what it says: `order`, `pay`. */
  readonly source: Source
  readonly what: string
}
type OfGoods = 'order' | 'parcel' | 'hold' | 'stock' | 'back' | 'address' | 'sale' | 'exchange'
type Source = OfGoods | 'price' | 'attempt' | 'refund' | 'ledger' | 'coupon' | 'offer'

/** Every moment at which something of the order changed, oldest first, each change once. */
export function momentsOf(past: OrderHistories): Moment[] {
  const moments = [...stepMoments(past), ...datedMoments(past)].flatMap(({ at, ...moment }) =>
    at === null ? [] : [{ ...moment, at }],
  )
  const once = new Map(moments.map((moment) => [`${moment.at} ${moment.source} ${moment.what}`, moment]))
  return [...once.values()].sort((one, other) => one.at - other.at)
}

type MaybeMoment = Omit<Moment, 'at'> & { readonly at: Instant | null }
const said = (source: Moment['source'], what: string, at: Instant | null): MaybeMoment => ({ source, what, at })

/** What is written as steps. */
const stepMoments = ({ order, attempts, refunds, stock, kept, returns, postings }: OrderHistories): MaybeMoment[] => [
  ...order.events.map(({ step, at }) => said('order', step, at)),
  ...attempts.flatMap(({ states }) => states.map(({ state, at }) => said('attempt', state, at))),
  ...refunds.flatMap(({ states }) => states.map(({ state, at }) => said('refund', state, at))),
  ...stock.map(({ state, at }) => said('stock', state, at)),
  ...kept.map(({ state, at }) => said('exchange', state, at)),
  ...returns.map(({ at }) => said('stock', 'restocked', at)),
  ...order.backs.map(({ at }) => said('back', 'given', at)),
  ...order.priceSteps.map(({ step, at }) => said('price', step, at)),
  ...order.afterSales.map(({ step, at }) => said('sale', step, at)),
  ...postings.map(({ kind, at }) => said('ledger', kind, at)),
]

/** What carries the times of its changes in columns. */
const datedMoments = ({ order, draws }: OrderHistories): MaybeMoment[] => [
  ...order.parcels.flatMap(({ shippedAt, signedAt }) => [
    said('parcel', 'shipped', shippedAt),
    said('parcel', 'signed', signedAt),
  ]),
  ...order.addressChanges.flatMap(({ dropped, at, settledAt }) => [
    said('address', 'asked', at),
    said('address', dropped ? 'dropped' : 'done', settledAt),
  ]),
  ...order.differences.flatMap(({ at, backAt }) => [
    said('exchange', 'waiting', at),
    said('exchange', 'given_back', backAt),
  ]),
  ...order.holds.flatMap(({ key, at, releasedAt }) => [
    said('hold', key, at),
    said('hold', `${key}.released`, releasedAt),
  ]),
  ...draws.flatMap(({ kind, takenAt, usedAt, returnedAt }) => [
    said(kind, 'held', takenAt),
    said(kind, 'used', usedAt),
    said(kind, 'returned', returnedAt),
  ]),
]

export type Leaf = string | number | boolean | null
export interface Difference {
  readonly section: string
  /** Which line, attempt or account; empty where the section has only one. */
  readonly subject: string
  readonly name: string
  readonly before: Leaf
  readonly after: Leaf
}

/** Names for what a list holds, so that the same thing is compared with itself. */
const SUBJECTS: Readonly<Record<string, (item: Record<string, Leaf>) => string>> = {
  lines: ({ title, skuLabel, lineId }) => `${title} ${skuLabel} #${String(lineId).slice(-4)}`,
  terms: ({ seq }) => String(seq),
  priceChanges: ({ changeId }) => `#${String(changeId).slice(-4)}`,
  addressChanges: ({ changeId }) => `#${String(changeId).slice(-4)}`,
  afterSales: ({ afterSaleNo }) => String(afterSaleNo),
  exchanges: ({ afterSaleNo, skuLabel, lineId }) => `${afterSaleNo} ${skuLabel} #${String(lineId).slice(-4)}`,
  restocked: ({ title, skuLabel, skuId }) => `${title} ${skuLabel} #${String(skuId).slice(-4)}`,
  parcels: ({ carrierCode, trackingNo }) => `${carrierCode} ${trackingNo}`,
  attempts: ({ attemptNo }) => String(attemptNo),
  refunds: ({ refundNo }) => String(refundNo),
  accounts: ({ account }) => String(account),
  draws: ({ kind, name, id }) => `${kind} ${name} #${String(id).slice(-4)}`,
}

/** What one moment has otherwise than the other, in the order of the sections. */
export function differencesOf(before: OrderStanding | null, after: OrderStanding | null): Difference[] {
  const [old, fresh] = [leavesOf(before), leavesOf(after)]
  const paths = [...new Set([...old.keys(), ...fresh.keys()])]
  return paths.flatMap((path) => {
    const [one, other] = [old.get(path) ?? null, fresh.get(path) ?? null]
    if (one === other) return []
    const [section = '', subject = '', name = ''] = path.split('\n')
    return [{ section, subject, name, before: one, after: other }]
  })
}

function leavesOf(standing: OrderStanding | null): Map<string, Leaf> {
  const leaves = new Map<string, Leaf>()
  for (const [section, value] of Object.entries(standing ?? {})) {
    const subjectOf = SUBJECTS[section]
    if (!Array.isArray(value)) addLeaves(leaves, section, '', value)
    else if (subjectOf === undefined) leaves.set(`order\n\n${section}`, value.join(' '))
    else for (const item of value as Record<string, Leaf>[]) addLeaves(leaves, section, subjectOf(item), item)
  }
  return leaves
}

function addLeaves(into: Map<string, Leaf>, section: string, subject: string, value: unknown): void {
  if (typeof value !== 'object' || value === null) into.set(`order\n\n${section}`, value as Leaf)
  else for (const [name, leaf] of Object.entries(value)) into.set(`${section}\n${subject}\n${name}`, leaf as Leaf)
}
