import type { AdminOrderView } from '@jishi/contracts/order/order.schema'
import type { PriceChangePreview, PriceChangePreviewBody } from '@jishi/contracts/order/price-change.schema'
import { MAX_PRICE_CHANGE_FEN } from '@jishi/contracts/order/price-change.terms'
import { allocate } from '@jishi/kernel/allocate'
import { addFen, fen, formatFen, parseYuan, subFen } from '@jishi/kernel/money'
import type { ApiError } from '@/api/api-error'

export type PricedLine = PriceChangePreview['lines'][number]
/** What each line is moved by; a line that is not in it is moved by nothing. */
export type Moves = ReadonlyMap<string, number>
/** A field holds the new price of its line, or what is added to it. */
export type PriceMode = 'price' | 'difference'

/** Where a dialogue begins: with the change that holds now. */
export const movesOf = ({ lines }: Pick<AdminOrderView, 'lines'>): Moves =>
  new Map(lines.flatMap(({ id, adjustFen }) => (adjustFen === 0 ? [] : [[id, adjustFen] as const])))

export const bodyOf = (moves: Moves): PriceChangePreviewBody => ({
  lines: [...moves].flatMap(([lineId, changeFen]) => (changeFen === 0 ? [] : [{ lineId, changeFen }])),
})

const movedFen = ({ lineId }: PricedLine, moves: Moves): number => moves.get(lineId) ?? 0

/** What stands in a line's field. */
export const fieldText = (line: PricedLine, moves: Moves, mode: PriceMode): string => {
  const moved = fen(movedFen(line, moves))
  return formatFen(mode === 'price' ? addFen(fen(line.goodsFen), moved) : moved)
}

/** What a typed field moves its line by; undefined where it is no amount, or one no line may have. */
export const typedMove = (line: PricedLine, text: string, mode: PriceMode): number | undefined => {
  const typed = parseYuan(text.replace(/^[+＋]/, '').replace(/^[−－]/, '-'))
  if (typed === undefined) return undefined
  const moved = mode === 'price' ? subFen(typed, fen(line.goodsFen)) : typed
  const lowest = line.goodsFen + moved
  return lowest < 0 || Math.abs(moved) > MAX_PRICE_CHANGE_FEN ? undefined : moved
}

/** One amount for the whole order, laid upon the lines by what they cost, so that every fen of it arrives. */
export const spread = (lines: readonly PricedLine[], wholeFen: number): Moves => {
  const weights = lines.map(({ goodsFen }) => goodsFen)
  if (weights.every((weight) => weight === 0)) return new Map()
  const shares = allocate(fen(wholeFen), weights)
  return new Map(lines.map(({ lineId }, index) => [lineId, shares[index] ?? 0]))
}

/** Nothing is otherwise than it is now. */
export const isSame = ({ lines }: PriceChangePreview): boolean =>
  lines.every(({ beforeFen, changeFen }) => beforeFen === changeFen)

/** The line that would cost too little, and the least it may cost, where the shop says so. */
export const tooLowOf = (error: ApiError | null): { lineId: string; leastFen: number } | null => {
  if (error?.code !== 'PRICE_CHANGE_TOO_LOW') return null
  const { lineId, leastFen } = (error.details ?? {}) as Record<string, unknown>
  return typeof lineId === 'string' && typeof leastFen === 'number' ? { lineId, leastFen } : null
}
