import { dayMs, hourMs } from '@jishi/kernel/time'
import {
  freightBack,
  giveBack,
  inTime,
  leave,
  openSales,
  overtakePrices,
  payableFen,
  receive,
  refund,
  close,
  dropSupplement,
  end,
  sumOf,
  supplementOf,
  used,
  wait,
  waiting,
  yieldTo,
  type Life,
  type Line,
  type Outcome,
  type Part,
  type Rules,
  type Sale,
} from './life.js'

/** What each act does to a life, and whether the shop does it at all. */
type Foreseen = (life: Life, rules: Rules) => Outcome

const only =
  (allowed: (life: Life) => boolean, effect: (life: Life, rules: Rules) => void): Foreseen =>
  (life, rules) => {
    if (!allowed(life)) return 'refused'
    effect(life, rules)
    return 'done'
  }

const payable = (life: Life): boolean =>
  (life.state === 'pending_payment' && life.now < life.dueAt) ||
  (life.supplement !== null && life.now < life.supplement.dueAt)

export const startsToPay = only(payable, (life) => {
  life.attempt = { fen: life.supplement?.fen ?? payableFen(life), dead: false }
})

export const pays = only(payable, (life) => {
  if (life.attempt?.dead !== true) life.attempt = null
  if (life.supplement === null) {
    life.paidFen += payableFen(life)
    life.state = 'paid'
    overtakePrices(life)
    if (life.coupon !== null) life.coupon = 'used'
    return
  }
  const { fen, sale: at } = life.supplement
  life.paidFen += fen
  life.supplement = null
  const dearer = life.sales[at ?? -1]
  if (dearer === undefined) {
    life.wayFen += fen
    life.ways.push({ fen, backFen: 0 })
    return
  }
  if (dearer.exchange !== null) dearer.exchange.paid = true
  wait(life, dearer, 'awaiting_return')
})

/** Money for an order that is closed, or at a price that holds no more: it is kept apart and goes back. */
export const paysLate = only(
  ({ state, attempt }) => attempt !== null && (attempt.dead || state === 'closed'),
  (life) => {
    life.strayFen += life.attempt?.fen ?? 0
    life.attempt = null
  },
)

export const cancels = only(
  ({ state }) => state === 'pending_payment',
  (life) => close(life),
)

export interface Parcel {
  readonly line: number
  /** 0: all that waits. */
  readonly qty: number
}

export const ships = ({ line, qty }: Parcel): Foreseen =>
  only(
    (life) => {
      const kept = openSales(life).some(({ parts }) => parts.some(({ how }) => how === 'cancelled'))
      const there = qty === 0 || qty <= waiting(lineOf(life, line))
      return life.state === 'paid' && life.supplement === null && !kept && there
    },
    (life, rules) => {
      for (const one of qty === 0 ? life.lines : [lineOf(life, line)]) one.shipped += qty === 0 ? waiting(one) : qty
      if (life.lines.every((one) => waiting(one) === 0)) leave(life, rules)
    },
  )

/** A number is put right once, while the goods are not received. Of the first parcel. */
export const corrects = only(
  (life) => life.lines.some(({ shipped }) => shipped > 0) && underWay(life) && !life.corrected,
  (life) => {
    life.corrected = true
  },
)
const underWay = ({ state }: Life): boolean => state === 'paid' || state === 'shipped'

export const receives = only(({ state }) => state === 'shipped', receive)

/** What is being given back, or may be, need not be hurried. */
export const reminds = only(
  (life) =>
    life.state === 'paid' &&
    openSales(life).length === 0 &&
    (life.remindedAt === null || life.now >= life.remindedAt + 12 * hourMs),
  (life) => {
    life.remindedAt = life.now
  },
)

export const waitsLonger = only(
  ({ state, extended }) => state === 'shipped' && !extended,
  (life, rules) => {
    life.extended = true
    life.autoConfirmAt += rules.extendReceiptMs
  },
)

export const moves =
  (address: number): Foreseen =>
  (life, rules) => {
    const untouched = life.lines.every(({ shipped }) => shipped === 0)
    if (life.state !== 'paid' || !untouched || life.supplement !== null || openSales(life).length > 0) return 'refused'
    const difference = differenceOf(life, rules, address)
    if (difference > 0) {
      life.supplement = supplementOf(life, difference)
      return 'done'
    }
    life.wayFen += difference
    if (difference < 0) freightBack(life, -difference)
    return 'done'
  }
export const differenceOf = (life: Life, rules: Rules, address: number): number => {
  const ofWays = life.ways.reduce((sum, way) => sum + way.fen - way.backFen, 0)
  const left = life.lines.reduce((sum, line) => sum + line.freightFen - line.freightBackFen, ofWays)
  return Math.max((rules.waysFen[address] ?? 0) - life.wayFen, -left)
}

export const stays = only(({ supplement }) => supplement !== null && supplement.sale === null, dropSupplement)

export const reviews =
  (at: number): Foreseen =>
  (life, rules) => {
    const line = lineOf(life, at)
    // What went back whole is not written about any more.
    if (
      !line.received ||
      line.reviewed ||
      used(line) === line.qty ||
      life.now >= life.receivedAt + rules.reviewDays * dayMs
    )
      return 'refused'
    line.reviewed = true
    return 'done'
  }

export interface Asking {
  readonly line: number
  readonly qty: number
  readonly returns: boolean
  readonly fault: boolean
  /** One fen less than what is proposed. */
  readonly less: boolean
}

const FAST_MAX_FEN = 20_000

export const asks =
  (asking: Asking): Foreseen =>
  (life, rules) => {
    const parts = partsOf(life, asking)
    if (parts === undefined) return 'refused'
    const proposed = giveBack(structuredClone(life), parts, asking.fault)
    const [amount, freight] = [sumOf(proposed), proposed.reduce((sum, { freightFen }) => sum + freightFen, 0)]
    if (asking.less && amount - 1 < Math.max(freight, 1)) return 'refused'
    const lately = life.fast.filter((at) => at > life.now - 30 * dayMs).length
    const small = lately < 3 && amount <= FAST_MAX_FEN
    const fast = !asking.less && !asking.fault && small && parts.every(({ how }) => how === 'cancelled')
    const lowered = asking.less ? parts.map((part) => ({ ...part, goodsFen: amount - 1 - freight })) : parts
    const { returns, fault } = asking
    const sale: Sale = {
      exchange: null,
      state: 'requested',
      returns,
      fault,
      parts: lowered,
      goodsBack: false,
      refusedBy: null,
      dueAt: 0,
    }
    wait(life, sale, 'requested')
    life.sales.push(sale)
    if (!fast) return 'done'
    life.fast.push(life.now)
    refund(life, sale, rules)
    return 'done'
  }

/** Pieces in the shop before pieces with the buyer; undefined where this may not be asked for. */
function partsOf(life: Life, { line: at, qty, returns, fault, less }: Asking): Part[] | undefined {
  if (!['paid', 'shipped', 'completed'].includes(life.state) || life.supplement !== null) return undefined
  const line = lineOf(life, at)
  const { unsent, sent } = freeOf(life, at)
  if (qty > (returns ? sent : unsent + sent)) return undefined
  const touchesSent = returns || qty > unsent
  if (touchesSent && (!inTime(life, line, fault) || (!fault && !returns))) return undefined
  const cancelled = returns ? 0 : Math.min(qty, unsent)
  const parts: Part[] = [
    { line: at % life.lines.length, how: 'cancelled', qty: cancelled, goodsFen: null },
    { line: at % life.lines.length, how: returns ? 'returned' : 'kept', qty: qty - cancelled, goodsFen: null },
  ]
  const asked = parts.filter((part) => part.qty > 0)
  return less && asked.length > 1 ? undefined : asked
}

/** Pieces still in the shop and pieces with the buyer that nobody has asked for. What is replaced counts as exchanged. */
export function freeOf(life: Life, at: number): { unsent: number; sent: number } {
  const line = lineOf(life, at)
  const claiming = openSales(life).filter(({ state }) => state !== 'resent')
  const claimed = claiming.flatMap(({ parts }) => parts.filter((part) => part.line === at % life.lines.length))
  const claims = (sent: boolean): number =>
    claimed.reduce((sum, part) => (sent === (part.how !== 'cancelled') ? sum + part.qty : sum), 0)
  return {
    unsent: waiting(line) - claims(false),
    sent: line.shipped - line.returned - line.kept - line.exchanged - claims(true),
  }
}

export const lineOf = (life: Life, at: number): Line => life.lines[at % life.lines.length] as Line
export const saleOf = (life: Life, at: number): Sale => life.sales[at % life.sales.length] as Sale

/** Nothing said is a yes. */
type Turn = (life: Life, sale: Sale, rules: Rules) => Outcome | void
export const sale =
  (at: number, allowed: (sale: Sale) => boolean, turn: Turn): Foreseen =>
  (life, rules) => {
    const one = saleOf(life, at)
    if (!allowed(one)) return 'refused'
    return turn(life, one, rules) ?? 'done'
  }
export const stands =
  (...states: Sale['state'][]) =>
  ({ state }: Sale): boolean =>
    states.includes(state)

export const approves = (at: number): Foreseen =>
  sale(at, stands('requested'), (life, one, rules) => yieldTo(life, one, rules))
export const refuses = (at: number, who: number): Foreseen =>
  sale(at, stands('requested'), (life, one) => {
    one.refusedBy = who
    wait(life, one, 'refused')
  })
export const asksEvidence = (at: number): Foreseen =>
  sale(at, stands('requested'), (life, one) => wait(life, one, 'evidence_asked'))
export const says = (at: number): Foreseen =>
  sale(
    at,
    ({ state }) => !['done', 'withdrawn', 'closed'].includes(state),
    (life, one) => {
      if (one.state === 'evidence_asked') wait(life, one, 'requested')
    },
  )
export const sendsBack = (at: number): Foreseen =>
  sale(at, stands('awaiting_return'), (life, one) => wait(life, one, 'returning'))
export const takesGoods = (at: number, sellable: number): Foreseen =>
  sale(at, stands('returning'), (life, one, rules) => {
    const [part] = one.parts
    const { skuId } = lineOf(life, part?.line ?? 0)
    life.sellable[skuId] = (life.sellable[skuId] ?? 0) + Math.min(sellable, part?.qty ?? 0)
    if (one.exchange === null) refund(life, one, rules)
    else wait(life, one, 'to_resend')
  })
export const refusesGoods = (at: number, who: number): Foreseen =>
  sale(at, stands('returning'), (life, one) => {
    Object.assign(one, { refusedBy: who, goodsBack: true })
    wait(life, one, 'refused')
  })
export const complains = (at: number): Foreseen =>
  sale(at, stands('refused'), (life, one) => wait(life, one, 'arbitrating'))
export const judges = (at: number, who: number, forMember: boolean): Foreseen =>
  sale(
    at,
    (one) => one.state === 'arbitrating' && one.refusedBy !== who,
    (life, one, rules) => {
      if (forMember) return yieldTo(life, one, rules)
      end(life, one, 'closed')
      return 'done'
    },
  )
/** A payment of dearer goods that is open is given up first. */
export const withdraws = (at: number): Foreseen =>
  sale(
    at,
    stands('requested', 'evidence_asked', 'awaiting_difference', 'awaiting_return', 'refused', 'arbitrating'),
    (life, one) => {
      if (life.supplement !== null && life.sales[life.supplement.sale ?? -1] === one) dropSupplement(life)
      end(life, one, 'withdrawn')
    },
  )
export type { Foreseen }
