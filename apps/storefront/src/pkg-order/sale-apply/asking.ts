import type { AfterSaleOptionLine } from '@jishi/contracts/order/after-sale.schema'
import {
  AFTER_SALE_KINDS,
  SENT_ONLY_REASONS,
  type AfterSaleKind,
  type AfterSaleObstacle,
  type AfterSaleReason,
} from '@jishi/contracts/order/after-sale.terms'

/** Pieces chosen, by line. */
export type Picks = Readonly<Record<string, number>>

export const kindsOf = (lines: readonly AfterSaleOptionLine[]): AfterSaleKind[] =>
  AFTER_SALE_KINDS.filter((kind) => lines.some(({ kinds }) => kinds.includes(kind)))

/** How many pieces of a line may be chosen; only what was shipped can come back. */
export const mostOf = (line: AfterSaleOptionLine, kind: AfterSaleKind): number => {
  if (!line.kinds.includes(kind)) return 0
  return kind === 'refund_only' ? line.freeQty : Math.min(line.freeQty, line.shippedQty)
}

/** Why a line cannot be chosen; null when it can. */
export const obstacleOf = (line: AfterSaleOptionLine, kind: AfterSaleKind): AfterSaleObstacle | null => {
  if (line.obstacle !== null) return line.obstacle
  return line.kinds.includes(kind) ? null : 'NOT_SHIPPED'
}

/** What stays chosen when another kind is asked for. */
export const fitting = (lines: readonly AfterSaleOptionLine[], kind: AfterSaleKind, picks: Picks): Picks => {
  const kept: Record<string, number> = {}
  for (const line of lines) {
    const qty = Math.min(picks[line.lineId] ?? 0, mostOf(line, kind))
    if (qty > 0) kept[line.lineId] = qty
  }
  return kept
}

export interface ReasonChoice {
  readonly reason: AfterSaleReason
  /** Why it cannot be chosen for these goods; null when it can. */
  readonly obstacle: AfterSaleObstacle | null
}

const UNSENT = ['not_wanted', 'late', 'other'] as const
const KEPT = [...SENT_ONLY_REASONS, 'late', 'other'] as const
/** Some of it left and some did not: only what holds for both. */
const BOTH = ['late', 'other'] as const
const RETURNED = ['no_reason', 'quality', 'wrong_goods', 'damaged', 'missing', 'other'] as const

const chosenOf = (lines: readonly AfterSaleOptionLine[], picks: Picks): AfterSaleOptionLine[] =>
  lines.filter(({ lineId }) => (picks[lineId] ?? 0) > 0)

/** Pieces still in the shop are taken first, so only what goes beyond them has to do with what was received. */
const reachesBuyer = (line: AfterSaleOptionLine, qty: number): boolean => qty > Math.max(0, line.qty - line.shippedQty)

/** What was sent is enough for all that is chosen, so that it may be what is meant. */
const withinSent = (line: AfterSaleOptionLine, qty: number): boolean => qty <= Math.min(line.freeQty, line.shippedQty)

function reasonsToKeep(chosen: readonly AfterSaleOptionLine[], picks: Picks): readonly AfterSaleReason[] {
  const every = (holds: typeof reachesBuyer): boolean => chosen.every((line) => holds(line, picks[line.lineId] ?? 0))
  const unsent = every((line, qty) => !reachesBuyer(line, qty))
  if (chosen.length === 0) return UNSENT
  if (!every(withinSent)) return unsent ? UNSENT : BOTH
  return unsent ? ['not_wanted', ...KEPT] : KEPT
}

/** The reasons that make sense for what is chosen; the right to give back without one may have been signed away or be over. */
export const reasonsFor = (
  lines: readonly AfterSaleOptionLine[],
  kind: AfterSaleKind,
  picks: Picks,
): ReasonChoice[] => {
  const chosen = chosenOf(lines, picks)
  const reasons = kind === 'refund_only' ? reasonsToKeep(chosen, picks) : RETURNED
  const barred = chosen.find(({ noReasonObstacle }) => noReasonObstacle !== null)?.noReasonObstacle ?? null
  return reasons.map((reason) => ({ reason, obstacle: reason === 'no_reason' ? barred : null }))
}

/** '12.5' → 1250; null for what is no amount. */
export const fenTyped = (text: string): number | null => {
  const match = /^(\d{1,7})(?:\.(\d{1,2}))?$/.exec(text.trim())
  if (match === null) return null
  return Number(match[1]) * 100 + Number(`${match[2] ?? ''}00`.slice(0, 2))
}

export interface Asked {
  readonly kind: AfterSaleKind
  /** The SKU wanted for a line, in an exchange. */
  readonly wanted: Readonly<Record<string, string>>
  readonly picks: Picks
  readonly reason: AfterSaleReason | null
  /** As typed; empty: all of it. */
  readonly amount: string
  readonly proposedFen: number
  readonly photosSettled: boolean
}

type Wrong = 'goods' | 'sku' | 'reason' | 'amount' | 'tooMuch' | 'photos'

const wrongAmount = ({ amount, proposedFen }: Asked): 'amount' | 'tooMuch' | null => {
  const fen = amount.trim() === '' ? proposedFen : fenTyped(amount)
  if (fen === null || fen === 0) return 'amount'
  return fen > proposedFen ? 'tooMuch' : null
}

/** The first thing that is wrong, in the order of the page. An exchange asks for goods, so its amount is nobody's to type. */
export const wrongIn = (asked: Asked): `sale.wrong.${Wrong}` | null => {
  const lineIds = Object.keys(asked.picks)
  const exchange = asked.kind === 'exchange'
  if (lineIds.length === 0) return 'sale.wrong.goods'
  if (exchange && lineIds.some((lineId) => !asked.wanted[lineId])) return 'sale.wrong.sku'
  if (asked.reason === null) return 'sale.wrong.reason'
  const amount = exchange ? null : wrongAmount(asked)
  if (amount !== null) return `sale.wrong.${amount}`
  return asked.photosSettled ? null : 'sale.wrong.photos'
}
