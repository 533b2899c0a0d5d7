import { allocate } from '@jishi/kernel/allocate'
import { assert, present } from '@jishi/kernel/assert'
import { addFen, minFen, subFen, sumFen, zeroFen, type Fen } from '@jishi/kernel/money'

/** What becomes of a piece: it never left, it came back, or the buyer keeps it and gets money for it. */
export type GoneHow = 'cancelled' | 'returned' | 'kept'
export type FreightRule = 'nothing_kept' | 'shop_fault' | 'kept'

/** A line as it was frozen, and what has become of its pieces since. */
export interface LineStanding {
  readonly id: string
  readonly qty: number
  readonly giftOfLineId: string | null
  readonly giftValueFen: Fen
  readonly promotionFen: Fen
  readonly couponFen: Fen
  readonly pointsFen: Fen
  readonly goodsPaidFen: Fen
  readonly freightFen: Fen
  readonly shippedQty: number
  readonly cancelledQty: number
  readonly returnedQty: number
  readonly keptQty: number
  /** Goods and freight together. */
  readonly refundedFen: Fen
  readonly freightRefundedFen: Fen
}

/** `qty` 0: an amount without pieces, which then has to be named. */
export interface AskedBack {
  readonly lineId: string
  readonly qty: number
  readonly how: GoneHow
  /** Less than the pieces cost, where that was agreed; they are used up all the same. */
  readonly goodsFen?: Fen
}

/** What one line gives back. `salesFen` − the three discounts = `goodsFen`: the revenue that this takes back. */
export interface BackOfLine {
  readonly lineId: string
  readonly cancelled: number
  readonly returned: number
  readonly kept: number
  readonly salesFen: Fen
  readonly promotionFen: Fen
  readonly couponFen: Fen
  readonly pointsFen: Fen
  readonly giftKeptFen: Fen
  readonly goodsFen: Fen
  readonly freightFen: Fen
  readonly freightRule: FreightRule
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }
const NOTHING: Omit<BackOfLine, 'lineId'> = {
  cancelled: 0,
  returned: 0,
  kept: 0,
  salesFen: zeroFen,
  promotionFen: zeroFen,
  couponFen: zeroFen,
  pointsFen: zeroFen,
  giftKeptFen: zeroFen,
  goodsFen: zeroFen,
  freightFen: zeroFen,
  freightRule: 'kept',
}

/** The amounts of the pieces after the first `used`: each frozen part is spread over all pieces once, by equal weights. */
export const piecesOf = (total: Fen, pieces: number, used: number, qty: number): Fen => {
  assert(used >= 0 && qty >= 0 && used + qty <= pieces, `${used} + ${qty} pieces of ${pieces}`)
  const shares = allocate(
    total,
    Array.from({ length: pieces }, () => 1),
  )
  return sumFen(shares.slice(used, used + qty))
}

/**
 * The amounts of pieces counted from the other end, before the `taken` last ones: what is exchanged leaves the line there, so
 * that no piece is both exchanged and given back.
 */
export const lastPiecesOf = (total: Fen, pieces: number, taken: number, qty: number): Fen =>
  piecesOf(total, pieces, pieces - taken - qty, qty)

/** One order's lines while a giving back is worked out. */
class Counting {
  private readonly backs = new Map<string, Mutable<BackOfLine>>()

  constructor(readonly lines: readonly LineStanding[]) {}

  of(line: LineStanding): Mutable<BackOfLine> {
    const back = this.backs.get(line.id) ?? { lineId: line.id, ...NOTHING }
    this.backs.set(line.id, back)
    return back
  }

  line(id: string): LineStanding {
    return present(
      this.lines.find((line) => line.id === id),
      `line ${id} of the order`,
    )
  }

  /** Pieces that never left or came back, this time included. */
  gone(line: LineStanding): number {
    const back = this.backs.get(line.id)
    return line.cancelledQty + line.returnedQty + (back?.cancelled ?? 0) + (back?.returned ?? 0)
  }

  used(line: LineStanding): number {
    return this.gone(line) + line.keptQty + (this.backs.get(line.id)?.kept ?? 0)
  }

  answer(): BackOfLine[] {
    return this.lines.flatMap((line) => this.backs.get(line.id) ?? [])
  }
}

/**
 * What goes back for these pieces, by frozen shares only: the k-th piece of a line takes piece k's amounts, so that one by
 * one in any order is the same as all at once. Gifts go with the last piece of their line or cost what was shown beside
 * them, and freight follows the table of the money rules.
 */
export function refundOf(
  lines: readonly LineStanding[],
  asked: readonly AskedBack[],
  fault: 'shop' | 'nobody',
): BackOfLine[] {
  const counting = new Counting(lines)
  for (const one of asked) takePieces(counting, one)
  for (const gift of lines) if (gift.giftOfLineId !== null) settleGift(counting, gift)
  giveFreight(counting, asked, fault)
  return counting.answer()
}

function takePieces(counting: Counting, { lineId, qty, how, goodsFen }: AskedBack): void {
  const line = counting.line(lineId)
  const used = counting.used(line)
  const back = counting.of(line)
  const part = (total: Fen): Fen => piecesOf(total, line.qty, used, qty)
  const ofPieces = part(line.goodsPaidFen)
  const left = subFen(subFen(line.goodsPaidFen, subFen(line.refundedFen, line.freightRefundedFen)), back.goodsFen)
  const most = minFen(qty === 0 ? left : ofPieces, left)
  const given = minFen(goodsFen ?? most, most)
  back[how] += qty
  back.goodsFen = addFen(back.goodsFen, given)
  if (qty === 0 || given < ofPieces) {
    back.salesFen = addFen(back.salesFen, given)
    return
  }
  const discounts = {
    promotionFen: part(line.promotionFen),
    couponFen: part(line.couponFen),
    pointsFen: part(line.pointsFen),
  }
  back.promotionFen = addFen(back.promotionFen, discounts.promotionFen)
  back.couponFen = addFen(back.couponFen, discounts.couponFen)
  back.pointsFen = addFen(back.pointsFen, discounts.pointsFen)
  back.salesFen = sumFen([back.salesFen, given, ...Object.values(discounts)])
}

/** Once nothing of its line is left, a gift that has not left goes by itself; one that stays with the buyer is paid for. */
function settleGift(counting: Counting, gift: LineStanding): void {
  const main = counting.line(gift.giftOfLineId ?? '')
  if (counting.gone(main) < main.qty) return
  const rest = gift.qty - counting.used(gift)
  if (rest === 0) return
  const unshipped = Math.min(rest, gift.qty - gift.cancelledQty - gift.shippedQty)
  if (unshipped > 0) takePieces(counting, { lineId: gift.id, qty: unshipped, how: 'cancelled' })
  if (rest === unshipped) return
  const value = piecesOf(gift.giftValueFen, gift.qty, counting.used(gift), rest - unshipped)
  takePieces(counting, { lineId: gift.id, qty: rest - unshipped, how: 'kept' })
  const back = counting.of(main)
  const charged = minFen(value, back.goodsFen)
  back.giftKeptFen = addFen(back.giftKeptFen, charged)
  back.goodsFen = subFen(back.goodsFen, charged)
  back.salesFen = subFen(back.salesFen, charged)
}

function giveFreight(counting: Counting, asked: readonly AskedBack[], fault: 'shop' | 'nobody'): void {
  const nothingKept = counting.lines.every((line) => line.shippedQty === 0 && counting.gone(line) === line.qty)
  const lines = nothingKept ? counting.lines : fault === 'shop' ? faultyLines(counting, asked) : []
  for (const line of lines) {
    const left = subFen(line.freightFen, line.freightRefundedFen)
    if (left === 0) continue
    const back = counting.of(line)
    back.freightFen = left
    back.freightRule = nothingKept ? 'nothing_kept' : 'shop_fault'
  }
}

/** The faulty line's freight goes back with its last piece. */
function faultyLines(counting: Counting, asked: readonly AskedBack[]): LineStanding[] {
  const named = new Set(asked.filter(({ qty }) => qty > 0).map(({ lineId }) => lineId))
  return counting.lines.filter((line) => named.has(line.id) && counting.used(line) === line.qty)
}

/** Freight that turned out less, such as of a nearer address: one amount, spread over what is left of each line's share. */
export function freightBackOf(lines: readonly LineStanding[], amountFen: Fen): BackOfLine[] {
  const left = lines.map((line) => subFen(line.freightFen, line.freightRefundedFen))
  const given = minFen(amountFen, sumFen(left))
  return allocate(given, left).flatMap((freightFen, place) => {
    const line = lines[place]
    return line === undefined || freightFen === 0 ? [] : [{ lineId: line.id, ...NOTHING, freightFen }]
  })
}

export const amountOf = (backs: readonly BackOfLine[]): Fen =>
  sumFen(backs.flatMap(({ goodsFen, freightFen }) => [goodsFen, freightFen]))

/** A paid term with what has not gone back of it yet. */
export interface PaidTerm {
  readonly id: string
  readonly leftFen: Fen
}

/** Newest paid term first; each gives what is left of it. The caller has made sure that together they have enough. */
export function termsGiving(amountFen: Fen, newestFirst: readonly PaidTerm[]): { termId: string; amountFen: Fen }[] {
  const giving: { termId: string; amountFen: Fen }[] = []
  let rest = amountFen
  for (const { id, leftFen } of newestFirst) {
    const part = minFen(rest, leftFen)
    if (part > 0) giving.push({ termId: id, amountFen: part })
    rest = subFen(rest, part)
  }
  assert(rest === 0, `${rest} fen more to give back than was paid`)
  return giving
}

/** Nothing is left of an order when every piece is cancelled, came back, or was paid back although it stays. */
export const nothingLeft = (lines: readonly LineStanding[]): boolean =>
  lines.every((line) => {
    if (line.cancelledQty + line.returnedQty === line.qty) return true
    const used = line.cancelledQty + line.returnedQty + line.keptQty
    return used === line.qty && subFen(line.refundedFen, line.freightRefundedFen) === line.goodsPaidFen
  })
