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
  readonly goodsPaidFen: number
  readonly freightFen: number
  shipped: number
  cancelled: number
  returned: number
  kept: number
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
  | 'awaiting_return'
  | 'returning'
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

export interface Sale {
  state: SaleState
  readonly returns: boolean
  readonly fault: boolean
  readonly parts: Part[]
  goodsBack: boolean
  refusedBy: number | null
  dueAt: number
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
  supplement: { readonly fen: number; readonly dueAt: number } | null
  /** What has been paid for the way so far. */
  wayFen: number
  /** What was paid beside the order for dearer ways, oldest first. */
  ways: { readonly fen: number; backFen: number }[]
  paidFen: number
  refundedFen: number
  /** Money that came after the close and went back, no part of the order. */
  strayFen: number
  /** An attempt stands at the channel and was not paid. */
  attempt: boolean
  corrected: boolean
  fast: number[]
  sellable: Record<string, number>
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
    attempt: false,
  },
  ...{ corrected: false, fast: [], sellable: {}, stock: [] },
})

const OVER: ReadonlySet<SaleState> = new Set(['done', 'withdrawn', 'closed'])
export const openSales = (life: Life): Sale[] => life.sales.filter(({ state }) => !OVER.has(state))
export const payableFen = (life: Life): number =>
  life.lines.reduce((sum, line) => sum + line.goodsPaidFen + line.freightFen, 0)
export const waiting = (line: Line): number => line.qty - line.cancelled - line.shipped
const used = (line: Line): number => line.cancelled + line.returned + line.kept

/** Piece k of n has the whole part of an n-th, and one fen more while there are fen left: money-rules §2 for equal weights. */
const pieces = (total: number, n: number, from: number, qty: number): number => {
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
export function refund(life: Life, sale: Sale, rules: Rules): void {
  life.refundedFen += sumOf(giveBack(life, sale.parts, sale.fault))
  sale.state = 'done'
  const nothingLeft = life.lines.every(
    (line) =>
      line.cancelled + line.returned === line.qty ||
      (used(line) === line.qty && line.goodsBackFen === line.goodsPaidFen),
  )
  if (nothingLeft) life.state = 'refunded'
  else if (life.state === 'paid' && life.lines.every((line) => waiting(line) === 0)) leave(life, rules)
}

export function leave(life: Life, rules: Rules): void {
  life.state = 'shipped'
  life.autoConfirmAt = life.now + rules.autoConfirmAfterMs
}

/** A yes, whoever says it. */
export function yieldTo(life: Life, sale: Sale, rules: Rules): void {
  if (!sale.returns || sale.goodsBack) return refund(life, sale, rules)
  wait(life, sale, 'awaiting_return')
}

const WAITS: Partial<Record<SaleState, number>> = {
  requested: 48 * hourMs,
  evidence_asked: 72 * hourMs,
  awaiting_return: 7 * dayMs,
  returning: 7 * dayMs,
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
  if (life.state === 'pending_payment' && life.dueAt <= life.now) life.state = 'closed'
  if (life.supplement !== null && life.supplement.dueAt <= life.now) {
    life.supplement = null
    life.attempt = false
  }
  const due = openSales(life).filter(({ dueAt }) => dueAt <= life.now)
  for (const sale of due.sort((one, other) => one.dueAt - other.dueAt)) {
    if (sale.state === 'returning') refund(life, sale, rules)
    else if (sale.state === 'requested' || sale.state === 'arbitrating') yieldTo(life, sale, rules)
    else sale.state = 'closed'
  }
  if (life.state === 'shipped' && life.autoConfirmAt <= life.now && openSales(life).length === 0) receive(life)
}

export const SUPPLEMENT_MS = 30 * minuteMs
