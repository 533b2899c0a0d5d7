import { activityList, BASE_LIST, unitRuleCode, type UnitRule } from '@jishi/contracts/pricing/pricing.terms'
import { assert, present } from '@jishi/kernel/assert'
import { subFen, type Fen } from '@jishi/kernel/money'
import type { ListPrice, PriceContext } from './facts.js'
import { isPlain } from './unit-words.js'

/** Stage 1 for one piece: what it costs, what its list price is, and why. */
export interface UnitPrice {
  /** The list price at this quantity: the most specific of store, channel and base. */
  readonly listFen: Fen
  readonly unitFen: Fen
  /** list − unit, never below zero. */
  readonly discountFen: Fen
  readonly rule: UnitRule
  /** Not with full reduction: the line stays out of stage 2 while it costs this. */
  readonly alone: boolean
  /** Prices of the buyer's level, card or first order that were looked at and not taken, because this one is no higher. */
  readonly refused: readonly UnitRule[]
}

/** From so many pieces on, one piece costs this; `rule` is the code of what makes it so, null for the plain base price. */
export interface PriceTier {
  readonly minQty: number
  readonly unitFen: Fen
  readonly rule: string | null
}

const ruleOf = ({ list, minQty, limited }: ListPrice): UnitRule => ({ list, minQty, limited })

const isInForce = ({ fromAt, untilAt }: ListPrice, { at }: PriceContext): boolean =>
  (fromAt === null || fromAt <= at) && (untilAt === null || at < untilAt)

const inForceOf = (prices: readonly ListPrice[], context: PriceContext): readonly ListPrice[] =>
  prices.filter((price) => isInForce(price, context))

/** The lists a list price is taken from, the most specific first. */
const listsOf = ({ storeId, channel }: PriceContext): readonly string[] => [
  ...(storeId === null ? [] : [`store:${storeId}`]),
  ...(channel === null ? [] : [`channel:${channel}`]),
  BASE_LIST,
]

/** Of two rows of one list: the one that asks for more pieces, for as many the cheaper one, for as much the one that stands. */
const closer = (left: ListPrice, right: ListPrice): ListPrice => {
  if (left.minQty !== right.minQty) return left.minQty > right.minQty ? left : right
  if (left.priceFen !== right.priceFen) return left.priceFen < right.priceFen ? left : right
  return left.limited ? right : left
}

/** What a list asks at a quantity. A tier for more pieces counts even where it is dearer: the operator wrote it so. */
const tierAt = (inForce: readonly ListPrice[], list: string, qty: number): ListPrice | undefined => {
  const reached = inForce.filter((price) => price.list === list && price.minQty <= qty)
  return reached.length === 0 ? undefined : reached.reduce(closer)
}

/** The lists a buyer has of their own, in the order in which they win where they ask as much. */
const memberListsOf = ({ level, card, newMember }: PriceContext): readonly string[] => [
  ...(level === null ? [] : [`level:${level}`]),
  ...(card ? ['card'] : []),
  ...(newMember ? ['new_member'] : []),
]

/** The same with that of the activity it is bought in, which may leave no other beside it. */
const ownListsOf = (context: PriceContext): readonly string[] => {
  const { activity } = context
  if (activity === undefined) return memberListsOf(context)
  return [activityList(activity.code), ...(activity.stack.memberPrice ? memberListsOf(context) : [])]
}

const resolved = (inForce: readonly ListPrice[], qty: number, context: PriceContext): UnitPrice | null => {
  const list = listsOf(context)
    .map((name) => tierAt(inForce, name, qty))
    .find((tier) => tier !== undefined)
  if (list === undefined) return null
  const own = ownListsOf(context).flatMap((name) => tierAt(inForce, name, qty) ?? [])
  const taken = own.reduce((best, price) => (price.priceFen < best.priceFen ? price : best), list)
  return {
    listFen: list.priceFen,
    unitFen: taken.priceFen,
    discountFen: subFen(list.priceFen, taken.priceFen),
    rule: ruleOf(taken),
    alone: taken.alone,
    refused: own.filter((price) => price !== taken).map(ruleOf),
  }
}

const found = (price: UnitPrice | null): UnitPrice => present(price, 'the base price of a SKU')

/**
 * The one resolver of stage 1. The list price is the most specific of store, channel and base at that quantity; the price of a
 * piece is the lowest of it and those of the activity, the buyer's level, paid card and first order. Ties: the list price, then the
 * activity, level, card, first order; within a list the tier for the most pieces reached counts. The order of the rows does not matter; `market`
 * never takes part.
 */
export function unitPriceOf(prices: readonly ListPrice[], qty: number, context: PriceContext): UnitPrice {
  assert(Number.isSafeInteger(qty) && qty > 0, () => `not a quantity: ${qty}`)
  return found(resolved(inForceOf(prices, context), qty, context))
}

/** The buyer's own prices an activity leaves out. */
export function barredByActivity(
  prices: readonly ListPrice[],
  qty: number,
  context: PriceContext,
): readonly UnitRule[] {
  if (context.activity === undefined || context.activity.stack.memberPrice) return []
  const inForce = inForceOf(prices, context)
  return memberListsOf(context).flatMap((name) => {
    const tier = tierAt(inForce, name, qty)
    return tier === undefined ? [] : [ruleOf(tier)]
  })
}

/** The rows a line may still be priced from once it has given up its price alone; null where it has no other. */
export function withoutAlone(
  prices: readonly ListPrice[],
  qty: number,
  context: PriceContext,
): readonly ListPrice[] | null {
  const others = prices.filter(({ alone }) => !alone)
  return resolved(inForceOf(others, context), qty, context) === null ? null : others
}

/** The price of one piece by quantity, beginning at one piece; a step stands only where the price is another one. */
export function tiersOf(prices: readonly ListPrice[], context: PriceContext): readonly PriceTier[] {
  const inForce = inForceOf(prices, context)
  const steps = [...new Set([1, ...inForce.map(({ minQty }) => minQty)])].sort((left, right) => left - right)
  return steps
    .map((minQty) => {
      const { unitFen, rule } = found(resolved(inForce, minQty, context))
      return { minQty, unitFen, rule: isPlain(rule) ? null : unitRuleCode(rule) }
    })
    .filter(({ unitFen }, index, all) => index === 0 || unitFen !== all[index - 1]?.unitFen)
}

/** The next quantity at which a piece becomes cheaper than at this one. */
export function cheaperTier(
  prices: readonly ListPrice[],
  qty: number,
  context: PriceContext,
): { readonly minQty: number; readonly rule: UnitRule; readonly unitFen: Fen } | undefined {
  if (!prices.some(({ minQty }) => minQty > qty)) return undefined
  const { unitFen } = unitPriceOf(prices, qty, context)
  const next = tiersOf(prices, context).find((tier) => tier.minQty > qty && tier.unitFen < unitFen)
  return next && { ...next, rule: unitPriceOf(prices, next.minQty, context).rule }
}
