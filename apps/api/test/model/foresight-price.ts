import type { Foreseen } from './foresight.js'
import { payableFen, type Life, type PriceChange, type Rules } from './life.js'

/** What the shop changes of an unpaid price, by the words of ADR 0048. */
export interface Asked {
  /** What each line is moved by, all its pieces together; lines that are not named are not moved. */
  readonly moves: readonly number[]
  readonly by: number
}

const unpaid = ({ state, now, dueAt }: Life): boolean => state === 'pending_payment' && now < dueAt
const holding = ({ prices }: Life): PriceChange | undefined => prices.find(({ state }) => state === 'in_force')
const moved = (moves: readonly number[]): number => moves.reduce((sum, move) => sum + Math.abs(move), 0)

/** One person moves as much as both limits leave; what is taken off one line and put on another counts twice. */
const aloneFen = ({ lines }: Life, { priceAlone }: Rules): number => {
  const goods = lines.reduce((sum, { goodsFen }) => sum + goodsFen, 0)
  return Math.min(priceAlone.fen, Math.floor((goods * priceAlone.bp) / 10_000))
}

export const changesPrice =
  (asked: Asked): Foreseen =>
  (life, rules) => {
    const moves = life.lines.map((_, at) => asked.moves[at] ?? 0)
    const before = holding(life)?.moves ?? life.lines.map(() => 0)
    const tooLow = life.lines.some(({ goodsFen }, at) => goodsFen + (moves[at] ?? 0) < 0)
    const changes = moves.some((move, at) => move !== before[at])
    if (!unpaid(life) || waits(life) || tooLow || !changes) return 'refused'
    const change: PriceChange = { state: 'proposed', moves, by: asked.by }
    if (moved(moves) <= aloneFen(life, rules)) holds(life, change)
    life.prices.push(change)
    return 'done'
  }
const waits = ({ prices }: Life): boolean => prices.some(({ state }) => state === 'proposed')

/** What was begun to be paid is closed at its channel first; money that still comes for it is nobody's due. */
function holds(life: Life, change: PriceChange): void {
  const before = holding(life)
  if (before !== undefined) before.state = 'replaced'
  if (life.attempt !== null && !life.attempt.dead) life.attempt = { fen: payableFen(life), dead: true }
  change.state = 'in_force'
  life.lines.forEach((line, at) => (line.goodsPaidFen = line.goodsFen + (change.moves[at] ?? 0)))
}

const decides =
  (
    allowed: (life: Life, change: PriceChange) => boolean,
    effect: (life: Life, change: PriceChange) => void,
  ): Foreseen =>
  (life) => {
    const change = life.prices.at(-1)
    if (change?.state !== 'proposed' || !allowed(life, change)) return 'refused'
    effect(life, change)
    return 'done'
  }

export const agreesToPrice = (who: number): Foreseen => decides((life, { by }) => unpaid(life) && by !== who, holds)
export const refusesPrice = (who: number): Foreseen =>
  decides(
    (_, { by }) => by !== who,
    (__, change) => (change.state = 'refused'),
  )
export const takesPriceBack = (who: number): Foreseen =>
  decides(
    (_, { by }) => by === who,
    (__, change) => (change.state = 'withdrawn'),
  )
