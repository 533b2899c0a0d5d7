import { BASE_LIST, unitRuleCode, type UnitRule } from '@jishi/contracts/pricing/pricing.terms'
import { assert, present } from '@jishi/kernel/assert'
import { subFen, type Fen } from '@jishi/kernel/money'
import type { ListPrice, PriceContext } from './facts.js'

/** Stage 1 for one piece: what it costs, what its list price is, and why. */
export interface UnitPrice {
  /** The list price at this quantity: the most specific of store, channel and base. */
  readonly listFen: Fen
  readonly unitFen: Fen
  /** list − unit, never below zero. */
  readonly discountFen: Fen
  readonly rule: UnitRule
  /** A price that was looked at and not taken, because the list price is no higher. */
  readonly refused: UnitRule | null
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

const resolved = (inForce: readonly ListPrice[], qty: number, context: PriceContext): UnitPrice => {
  const found = listsOf(context).map((list) => tierAt(inForce, list, qty))
  const list = present(
    found.find((tier) => tier !== undefined),
    'a SKU always has a base price',
  )
  const member = context.level === null ? undefined : tierAt(inForce, `level:${context.level}`, qty)
  const cheaper = member !== undefined && member.priceFen < list.priceFen ? member : undefined
  const taken = cheaper ?? list
  return {
    listFen: list.priceFen,
    unitFen: taken.priceFen,
    discountFen: subFen(list.priceFen, taken.priceFen),
    rule: ruleOf(taken),
    refused: member === undefined || cheaper !== undefined ? null : ruleOf(member),
  }
}

/**
 * The one resolver of stage 1. The list price is the most specific of store, channel and base at that quantity; the price of a
 * piece is the lower of it and the member level's. Ties: the list price stands where the level asks as much; within a list the
 * tier for the most pieces reached counts. The order of the rows does not matter; `market` never takes part.
 */
export function unitPriceOf(prices: readonly ListPrice[], qty: number, context: PriceContext): UnitPrice {
  assert(Number.isSafeInteger(qty) && qty > 0, `not a quantity: ${qty}`)
  return resolved(
    prices.filter((price) => isInForce(price, context)),
    qty,
    context,
  )
}

/** The price of one piece by quantity, beginning at one piece; a step stands only where the price is another one. */
export function tiersOf(prices: readonly ListPrice[], context: PriceContext): readonly PriceTier[] {
  const inForce = prices.filter((price) => isInForce(price, context))
  const steps = [...new Set([1, ...inForce.map(({ minQty }) => minQty)])].sort((left, right) => left - right)
  return steps
    .map((minQty) => {
      const { unitFen, rule } = resolved(inForce, minQty, context)
      return { minQty, unitFen, rule: isPlain(rule) ? null : unitRuleCode(rule) }
    })
    .filter(({ unitFen }, index, all) => index === 0 || unitFen !== all[index - 1]?.unitFen)
}

/** The next quantity at which a piece becomes cheaper than at this one. */
export function cheaperTier(
  prices: readonly ListPrice[],
  qty: number,
  context: PriceContext,
): { readonly minQty: number; readonly rule: UnitRule } | undefined {
  const { unitFen } = unitPriceOf(prices, qty, context)
  const next = tiersOf(prices, context).find((tier) => tier.minQty > qty && tier.unitFen < unitFen)
  return next && { minQty: next.minQty, rule: unitPriceOf(prices, next.minQty, context).rule }
}

/** The price everybody pays who buys one piece without more ado needs no explanation. */
export const isPlain = ({ list, minQty, limited }: UnitRule): boolean => list === BASE_LIST && minQty === 1 && !limited

const CHANNEL_LABELS: Readonly<Record<string, string>> = {
  'channel:h5': '网页专享价',
  'channel:mp-weixin': '微信小程序专享价',
  'channel:mp-alipay': '支付宝小程序专享价',
}

const listLabel = (list: string): string => {
  if (list.startsWith('store:')) return '门店价'
  if (list.startsWith('level:')) return `${list.slice('level:'.length)} 级会员价`
  return CHANNEL_LABELS[list] ?? ''
}

/** The rule in words; clients that speak another language make theirs from the code. */
export const unitRuleLabel = ({ list, minQty, limited }: UnitRule): string =>
  [limited ? '限时' : '', listLabel(list), minQty > 1 ? `满 ${minQty} 件价` : '']
    .filter((part) => part !== '')
    .join(' · ')
    .replace(/^限时$/, '限时价')
