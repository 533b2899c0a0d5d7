import { allocate } from '@jishi/kernel/allocate'
import { fen } from '@jishi/kernel/money'
import { dayMs, hourMs, minuteMs } from '@jishi/kernel/time'

/** What the shop answers: it does it, or it says no and nothing has changed. */
export type Outcome = 'done' | 'refused'
export type How = 'cancelled' | 'returned' | 'kept'

export interface Line {
  readonly id: string
  readonly skuId: string
  readonly qty: number
  /** After the coupon, before what the shop moved it by. */
  readonly goodsFen: number
  goodsPaidFen: number
  readonly freightFen: number
  /** What the order's coupon took off. */
  readonly couponFen: number
  shipped: number
  cancelled: number
  returned: number
  kept: number
  /** Given away for other goods, which have left. */
  exchanged: number
  goodsBackFen: number
  freightBackFen: number
  reviewed: boolean
  /** Received, so that it may be written about. */
  received: boolean
  /** Seen, not predicted: carriers have a life of their own. */
  signedAt: number | null
}

export type SaleState =
  | 'requested'
  | 'evidence_asked'
  | 'awaiting_difference'
  | 'awaiting_return'
  | 'returning'
  | 'to_resend'
  | 'resent'
  | 'refused'
  | 'arbitrating'
  | 'done'
  | 'withdrawn'
  | 'closed'

export interface Part {
  readonly line: number
  readonly how: How
  readonly qty: number
  /** Less than the pieces cost, where that was asked for. */
  readonly goodsFen: number | null
}

/** Other goods instead of money. */
export interface Exchange {
  readonly wanted: string
  readonly qty: number
  readonly differenceFen: number
  /** Reserved for the buyer, and still here. */
  keptHere: boolean
  paid: boolean
  resent: boolean
}

export interface Sale {
  /** Null for money, and from the moment on at which an exchange becomes a return. */
  exchange: Exchange | null
  state: SaleState
  readonly returns: boolean
  readonly fault: boolean
  readonly parts: Part[]
  goodsBack: boolean
  refusedBy: number | null
  dueAt: number
  /** The replacement is, as its carrier said. */
  signed?: true
}

/** What the shop moved an unpaid price by, or asked a second person to. */
export interface PriceChange {
  state: 'proposed' | 'in_force' | 'replaced' | 'refused' | 'withdrawn' | 'overtaken'
  /** By line, all its pieces together. */
  readonly moves: readonly number[]
  readonly by: number
}

/** All that is predicted of one order. Money in fen, times in milliseconds. */
export interface Life {
  now: number
  state: 'none' | 'pending_payment' | 'paid' | 'shipped' | 'completed' | 'closed' | 'refunded'
  lines: Line[]
  sales: Sale[]
  dueAt: number
  autoConfirmAt: number
  receivedAt: number
  extended: boolean
  remindedAt: number | null
  /** What a change costs that waits for its money: another way, or the dearer goods of the sale of this place. */
  supplement: { readonly fen: number; readonly dueAt: number; readonly sale: number | null } | null
  /** What has been paid for the way so far. */
  wayFen: number
  /** What was paid beside the order for dearer ways, oldest first. */
  ways: { readonly fen: number; backFen: number }[]
  paidFen: number
  refundedFen: number
  /** Money that came when it was not owed any more and went back, no part of the order. */
  strayFen: number
  /** The last one at the channel, not paid. Dead: the price changed meanwhile, and what it was for is not owed. */
  attempt: { readonly fen: number; readonly dead: boolean } | null
  /** Oldest first. */
  prices: PriceChange[]
  corrected: boolean
  fast: number[]
  /** What came back to the shelf, and what others brought or took. */
  sellable: Record<string, number>
  /** The order's coupon; null where it has none. */
  coupon: 'locked' | 'used' | 'held' | null
  /** Coupons that make up for what the shop cancelled. */
  madeUp: number
  /** The goods of the shop, as its stock is compared. */
  stock: readonly string[]
}

/** The rules of the shop that hold in all lives of a run. */
export interface Rules {
  readonly payWithinMs: number
  readonly autoConfirmAfterMs: number
  readonly extendReceiptMs: number
  readonly reviewDays: number
  /** What the way to each of the buyer's addresses costs. */
  readonly waysFen: readonly number[]
  /** Of each SKU, at the beginning of a life. */
  readonly stock: number
  /** What one person may move a price by alone. */
  readonly priceAlone: { readonly bp: number; readonly fen: number }
  /** What one piece costs, of the goods in the order of `Life.stock`. */
  readonly pricesFen: readonly number[]
}

export const unborn = (now: number): Life => ({
  ...{ now, state: 'none', lines: [], sales: [], dueAt: 0, autoConfirmAt: 0, receivedAt: 0, extended: false },
  ...{
    remindedAt: null,
    supplement: null,
    wayFen: 0,
    ways: [],
    paidFen: 0,
    refundedFen: 0,
    strayFen: 0,
    attempt: null,
    prices: [],
  },
  ...{ corrected: false, fast: [], sellable: {}, stock: [], coupon: null, madeUp: 0 },
})

const OVER: ReadonlySet<SaleState> = new Set(['done', 'withdrawn', 'closed'])
export const openSales = (life: Life): Sale[] => life.sales.filter(({ state }) => !OVER.has(state))
export const payableFen = (life: Life): number =>
  life.lines.reduce((sum, line) => sum + line.goodsPaidFen + line.freightFen, 0)
export const waiting = (line: Line): number => line.qty - line.cancelled - line.shipped

/** A SKU's stock against what there was at the beginning; the audit proves that nothing else is reserved. */
export function stockOf(life: Life, skuId: string): { onHand: number; reserved: number } {
  const exchanges = life.sales.flatMap(({ exchange }) => (exchange?.wanted === skuId ? [exchange] : []))
  const ofOrder = life.lines.filter((line) => line.skuId === skuId)
  const sum = <Of>(list: readonly Of[], of: (one: Of) => number): number => list.reduce((all, one) => all + of(one), 0)
  const left = sum(ofOrder, ({ shipped }) => shipped) + sum(exchanges, ({ resent, qty }) => (resent ? qty : 0))
  const forOrder = life.state === 'closed' ? 0 : sum(ofOrder, waiting)
  return {
    onHand: (life.sellable[skuId] ?? 0) - left,
    reserved: forOrder + sum(exchanges, ({ keptHere, qty }) => (keptHere ? qty : 0)),
  }
}
export const availableOf = (life: Life, rules: Rules, skuId: string): number => {
  const { onHand, reserved } = stockOf(life, skuId)
  return rules.stock + onHand - reserved
}
export const used = (line: Line): number => line.cancelled + line.returned + line.kept

/** Piece k of n has the whole part of an n-th, and one fen more while there are fen left: money-rules §2 for equal weights. */
export const pieces = (total: number, n: number, from: number, qty: number): number => {
  let sum = 0
  for (let k = from; k < from + qty; k += 1) sum += Math.floor(total / n) + (k < total % n ? 1 : 0)
  return sum
}

export interface Back {
  readonly line: number
  readonly goodsFen: number
  readonly freightFen: number
}

/** What goes back for these parts, by money-rules §2, and the pieces counted as gone. */
export function giveBack(life: Life, parts: readonly Part[], fault: boolean): Back[] {
  const goods = new Map<number, number>()
  for (const { line: at, how, qty, goodsFen } of parts) {
    const line = life.lines[at] as Line
    const left = line.goodsPaidFen - line.goodsBackFen
    const most = Math.min(pieces(line.goodsPaidFen, line.qty, used(line), qty), left)
    const given = Math.min(goodsFen ?? most, most)
    line[how] += qty
    line.goodsBackFen += given
    goods.set(at, (goods.get(at) ?? 0) + given)
  }
  const nothingKept = life.lines.every((line) => line.shipped === 0 && line.cancelled + line.returned === line.qty)
  const backs = life.lines.flatMap((line, at) => {
    const faulty = fault && goods.has(at) && used(line) === line.qty
    const freightFen = nothingKept || faulty ? line.freightFen - line.freightBackFen : 0
    line.freightBackFen += freightFen
    const wayFen = nothingKept ? 0 : faulty ? waysBack(life, at) : 0
    const back = { line: at, goodsFen: goods.get(at) ?? 0, freightFen: freightFen + wayFen }
    return goods.has(at) || freightFen > 0 ? [back] : []
  })
  const rest = nothingKept ? life.ways.reduce((sum, way) => sum + takeOfWay(way, way.fen), 0) : 0
  return rest > 0 ? [...backs, { line: 0, goodsFen: 0, freightFen: rest }] : backs
}

const takeOfWay = (way: Life['ways'][number], most: number): number => {
  const taken = Math.min(most, way.fen - way.backFen)
  way.backFen += taken
  return taken
}

/** A dearer way is shared over the lines as their freight was. */
function waysBack(life: Life, at: number): number {
  const weights = life.lines.map(({ freightFen }) => freightFen)
  return life.ways.reduce((sum, way) => sum + takeOfWay(way, allocate(fen(way.fen), weights)[at] ?? 0), 0)
}

export const sumOf = (backs: readonly Back[]): number =>
  backs.reduce((sum, { goodsFen, freightFen }) => sum + goodsFen + freightFen, 0)

/** The money of an after-sale, and what follows for the order. */
export function refund(life: Life, sale: Sale, rules: Rules, fault = sale.fault): void {
  life.refundedFen += sumOf(giveBack(life, sale.parts, fault))
  sale.state = 'done'
  settle(life, rules)
}

/** What follows once pieces went back: the coupon, and whether anything is left to send or to keep. */
export function settle(life: Life, rules: Rules): void {
  const wholly = (line: Line): boolean => used(line) === line.qty && line.goodsBackFen === line.goodsPaidFen
  if (life.coupon === 'used' && life.lines.filter(({ couponFen }) => couponFen > 0).every(wholly)) life.coupon = 'held'
  if (life.lines.every((line) => line.cancelled + line.returned === line.qty || wholly(line))) life.state = 'refunded'
  else if (life.state === 'paid' && life.lines.every((line) => waiting(line) === 0)) leave(life, rules)
}

export function leave(life: Life, rules: Rules): void {
  life.state = 'shipped'
  life.autoConfirmAt = life.now + rules.autoConfirmAfterMs
}

/** A yes, whoever says it. */
export function yieldTo(life: Life, sale: Sale, rules: Rules, byTime = false): Outcome {
  if (sale.exchange !== null) return yieldGoods(life, sale, sale.exchange, rules, byTime)
  if (!sale.returns || sale.goodsBack) refund(life, sale, rules)
  else wait(life, sale, 'awaiting_return')
  return 'done'
}

/** What is wanted is kept from here on. Where it is gone a person is told so, and time makes a return of it. */
function yieldGoods(life: Life, sale: Sale, exchange: Exchange, rules: Rules, byTime: boolean): Outcome {
  if (sale.goodsBack) {
    wait(life, sale, 'to_resend')
    return 'done'
  }
  if (availableOf(life, rules, exchange.wanted) < exchange.qty) {
    if (!byTime) return 'refused'
    sale.exchange = null
    wait(life, sale, 'awaiting_return')
    return 'done'
  }
  exchange.keptHere = true
  const dearer = exchange.differenceFen > 0
  wait(life, sale, dearer ? 'awaiting_difference' : 'awaiting_return')
  if (dearer && life.supplement === null) askDifference(life, sale, exchange)
  return 'done'
}

export function askDifference(life: Life, sale: Sale, { differenceFen: fen }: Exchange): void {
  life.supplement = { ...supplementOf(life, fen), sale: life.sales.indexOf(sale) }
}

/** It does not come to an exchange: the goods are free, and what was paid for them goes back beside the lines. */
function giveUp(life: Life, { exchange }: Sale): void {
  if (exchange === null || exchange.resent) return
  exchange.keptHere = false
  if (exchange.paid) life.refundedFen += exchange.differenceFen
  exchange.paid = false
}

export function end(life: Life, sale: Sale, state: 'done' | 'withdrawn' | 'closed'): void {
  sale.state = state
  giveUp(life, sale)
}

/** The change that waited for its money does not happen. A case whose own time is over ends with it. */
export function dropSupplement(life: Life): void {
  const sale = life.sales[life.supplement?.sale ?? -1]
  life.supplement = null
  life.attempt = null
  if (sale !== undefined && sale.dueAt <= life.now) end(life, sale, 'closed')
}

const WAITS: Partial<Record<SaleState, number>> = {
  requested: 48 * hourMs,
  evidence_asked: 72 * hourMs,
  awaiting_difference: 72 * hourMs,
  awaiting_return: 7 * dayMs,
  returning: 7 * dayMs,
  to_resend: 7 * dayMs,
  // Ten days once somebody signed for it.
  resent: 30 * dayMs,
  refused: 7 * dayMs,
  arbitrating: 72 * hourMs,
}
export function wait(life: Life, sale: Sale, state: SaleState): void {
  sale.state = state
  sale.dueAt = life.now + (WAITS[state] ?? 0)
}

export function receive(life: Life): void {
  life.state = 'completed'
  life.receivedAt = life.now
  for (const line of life.lines) line.received = line.qty > line.cancelled
}

/** Freight that turned out less: of the newest dearer way first, then in proportion to what is left of each line's. */
export function freightBack(life: Life, amountFen: number): void {
  const left = life.lines.map((line) => line.freightFen - line.freightBackFen)
  const rest = life.ways.reduceRight((sum, way) => sum - takeOfWay(way, sum), amountFen)
  allocate(fen(rest), left).forEach((share, at) => {
    const line = life.lines[at]
    if (line !== undefined) line.freightBackFen += share
  })
  life.refundedFen += amountFen
}

const SHANGHAI_MS = 8 * hourMs
const FAULT_MS = 90 * dayMs
/** The eighth shop day after the one it was signed for on. */
const noReasonUntil = (signedAt: number): number =>
  (Math.floor((signedAt + SHANGHAI_MS) / dayMs) + 8) * dayMs - SHANGHAI_MS

export const inTime = ({ now }: Life, { signedAt }: Line, fault: boolean): boolean =>
  signedAt === null || now < (fault ? signedAt + FAULT_MS : noReasonUntil(signedAt))

/** Everything that has become due, in the order in which the sweeps are run. */
export function passTime(life: Life, ms: number, rules: Rules): void {
  life.now += ms
  if (life.state === 'pending_payment' && life.dueAt <= life.now) close(life)
  if (life.supplement !== null && life.supplement.dueAt <= life.now) dropSupplement(life)
  const due = openSales(life).filter(({ dueAt }) => dueAt <= life.now)
  for (const sale of due.sort((one, other) => one.dueAt - other.dueAt)) isDue(life, sale, rules)
  if (life.state === 'shipped' && life.autoConfirmAt <= life.now && openSales(life).length === 0) receive(life)
}

/** Silence of the shop is a yes, silence of the buyer ends it. Nobody has looked at goods that time took. */
function isDue(life: Life, sale: Sale, rules: Rules): void {
  switch (sale.state) {
    case 'requested':
    case 'arbitrating':
      yieldTo(life, sale, rules, true)
      return
    case 'returning':
      if (sale.exchange === null) refund(life, sale, rules)
      else wait(life, sale, 'to_resend')
      return
    case 'to_resend':
      giveUp(life, sale)
      sale.exchange = null
      // What the shop does not send is its own fault, whatever the buyer exchanged it for (ADR 0041).
      refund(life, sale, rules, true)
      return
    case 'resent':
      end(life, sale, 'done')
      return
    default:
      end(life, sale, 'closed')
  }
}

/** Nobody has to agree any more: the order was paid or closed. */
export function overtakePrices({ prices }: Life): void {
  for (const change of prices) if (change.state === 'proposed') change.state = 'overtaken'
}

export function close(life: Life): void {
  life.state = 'closed'
  overtakePrices(life)
  if (life.coupon !== null) life.coupon = 'held'
}

const SUPPLEMENT_MS = 30 * minuteMs
export const supplementOf = (life: Life, fen: number): NonNullable<Life['supplement']> => ({
  ...{ fen, dueAt: life.now + SUPPLEMENT_MS, sale: null },
})
