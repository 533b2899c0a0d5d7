import type { Instant } from '@jishi/kernel/time'

const PRICE_PARTS = [
  'listFen',
  'unitDiscountFen',
  'promotionFen',
  'couponFen',
  'pointsFen',
  'adjustFen',
  'goodsPaidFen',
  'freightFen',
  'payableFen',
] as const
type PricePart = (typeof PRICE_PARTS)[number]

/** What an order cost, and the changes of that, each oldest first. */
export interface PriceHistories {
  readonly prices: readonly (Readonly<Record<PricePart, number>> & { readonly since: Instant })[]
  readonly priceSteps: readonly {
    changeId: string
    payableFen: number
    step: string
    state: string
    at: Instant
  }[]
}

/** By the receipt that held then: the one it was placed with, or that of the last change of its price. */
export function priceAt(prices: PriceHistories['prices'], at: Instant): Record<PricePart, number> {
  const held = prices.findLast(({ since }) => since <= at) ?? prices[0]
  return Object.fromEntries(PRICE_PARTS.map((part) => [part, held?.[part] ?? 0])) as Record<PricePart, number>
}

export const sumAfter = (moves: readonly { amountFen: number; at: Instant }[], at: Instant): number =>
  moves.reduce((sum, move) => (move.at > at ? sum + move.amountFen : sum), 0)

/** Each change of price with the state it was in then. */
export function priceChangesAt(steps: PriceHistories['priceSteps'], at: Instant) {
  const last = new Map(steps.filter((step) => step.at <= at).map((step) => [step.changeId, step]))
  return [...last.values()].map(({ changeId, payableFen, state }) => ({ changeId, payableFen, state }))
}
