import { dayMs } from '@jishi/kernel/time'
import { freeOf, lineOf, sale as ofSale, saleOf, stands, type Foreseen } from './foresight.js'
import {
  askDifference,
  availableOf,
  dropSupplement,
  end,
  giveBack,
  inTime,
  openSales,
  pieces,
  settle,
  sumOf,
  wait,
  waiting,
  type Life,
  type Line,
  type Part,
  type Rules,
  type Sale,
} from './life.js'

/** Exchanges, and what the shop itself cancels: the acts after which goods move that nobody placed. */

export interface Wish {
  readonly line: number
  readonly qty: number
  /** The place of what is wanted among the goods of the shop. */
  readonly wanted: number
  readonly fault: boolean
}

export const asksExchange =
  (wish: Wish): Foreseen =>
  (life, rules) => {
    const line = lineOf(life, wish.line)
    const skuId = life.stock[wish.wanted] ?? ''
    const open = ['paid', 'shipped', 'completed'].includes(life.state) && life.supplement === null
    if (!open || wish.qty > freeOf(life, wish.line).sent || !inTime(life, line, wish.fault)) return 'refused'
    if (availableOf(life, rules, skuId) < wish.qty) return 'refused'
    const { qty, fault } = wish
    const differenceFen = differenceFor(life, line, wish, rules)
    const exchange = { wanted: skuId, qty, differenceFen, keptHere: false, paid: false, resent: false }
    const parts: Part[] = [{ line: wish.line % life.lines.length, how: 'returned', qty, goodsFen: null }]
    const sale: Sale = {
      ...{ exchange, state: 'requested', returns: true, fault, parts },
      ...{ goodsBack: false, refusedBy: null, dueAt: 0 },
    }
    wait(life, sale, 'requested')
    life.sales.push(sale)
    return 'done'
  }

/**
 * By the words of ADR 0041: the price before discounts counts, against what the pieces cost when they were bought (the last
 * ones of the line) and against what both cost now. The smaller of two differences holds, none where they disagree, and no
 * more goes back than was paid.
 */
function differenceFor(life: Life, line: Line, { qty, wanted }: Wish, { pricesFen }: Rules): number {
  const first = line.qty - line.exchanged - qty
  const paid = pieces(line.goodsPaidFen, line.qty, first, qty)
  const bought = paid + pieces(line.couponFen, line.qty, first, qty)
  const wantedFen = (pricesFen[wanted] ?? 0) * qty
  const then = wantedFen - bought
  const now = wantedFen - (pricesFen[life.stock.indexOf(line.skuId)] ?? 0) * qty
  if (then > 0 && now > 0) return Math.min(then, now)
  return then < 0 && now < 0 ? Math.max(then, now, -paid) : 0
}

/** The buyer opens another payment for dearer goods, while none is open and the case has time. */
export const paysDifference =
  (at: number): Foreseen =>
  (life, rules) => {
    if (life.supplement !== null) return 'refused'
    return ofSale(at, stands('awaiting_difference'), (_, one) => {
      if (one.exchange !== null) askDifference(life, one, one.exchange)
    })(life, rules)
  }

/** The other goods leave, and what they are cheaper by goes back as an amount without pieces. */
export const resends = (at: number): Foreseen =>
  ofSale(at, stands('to_resend'), (life, one, rules) => {
    const [{ exchange }, [part]] = [one, one.parts]
    if (exchange === null || part === undefined) return 'refused'
    Object.assign(exchange, { keptHere: false, resent: true })
    const line = lineOf(life, part.line)
    line.exchanged += part.qty
    const cheaper = Math.min(Math.max(0, -exchange.differenceFen), line.goodsPaidFen - line.goodsBackFen)
    line.goodsBackFen += cheaper
    life.refundedFen += cheaper
    wait(life, one, 'resent')
    if (cheaper > 0) settle(life, rules)
    return 'done'
  })

/** The carrier's word: from then on the buyer has ten days. */
export const signsFor =
  (at: number): Foreseen =>
  (life) => {
    const one = saleOf(life, at)
    if (one.state !== 'resent' || one.signed === true) return 'refused'
    Object.assign(one, { signed: true, dueAt: life.now + 10 * dayMs })
    return 'done'
  }

export const takesReplacement = (at: number): Foreseen =>
  ofSale(at, stands('resent'), (life, one) => end(life, one, 'done'))

/** Somebody else buys whatever of these goods is left. */
export const sellsOut =
  (at: number): Foreseen =>
  (life, rules) => {
    const skuId = life.stock[at] ?? ''
    const left = availableOf(life, rules, skuId)
    if (left <= 0) return 'refused'
    life.sellable[skuId] = (life.sellable[skuId] ?? 0) - left
    return 'done'
  }
export const brings =
  (at: number): Foreseen =>
  (life) => {
    const skuId = life.stock[at] ?? ''
    life.sellable[skuId] = (life.sellable[skuId] ?? 0) + 2
    return 'done'
  }

export interface Cancelling {
  /** Null: everything that has not left. */
  readonly line: number | null
  /** 0: all of the line that has not left. */
  readonly qty: number
  readonly fault: boolean
  /** With a coupon to make up for it. */
  readonly coupon: boolean
}

/** The shop cancels pieces that have not left. Another address that waits for its money is given up first. */
export const shopCancels =
  ({ line: at, qty, fault, coupon }: Cancelling): Foreseen =>
  (life, rules) => {
    if (life.state !== 'paid' || openSales(life).length > 0) return 'refused'
    const lines = at === null ? life.lines : [lineOf(life, at)]
    const parts = lines.flatMap((line): Part[] => {
      const pieces = qty === 0 || at === null ? waiting(line) : qty
      return pieces === 0 ? [] : [{ line: life.lines.indexOf(line), how: 'cancelled', qty: pieces, goodsFen: null }]
    })
    const there = parts.every((part) => part.qty <= waiting(lineOf(life, part.line)))
    if (parts.length === 0 || !there) return 'refused'
    if (life.supplement !== null) dropSupplement(life)
    life.refundedFen += sumOf(giveBack(life, parts, fault))
    if (coupon) life.madeUp += 1
    settle(life, rules)
    return 'done'
  }
