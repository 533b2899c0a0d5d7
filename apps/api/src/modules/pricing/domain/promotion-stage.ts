import { offerRuleCode } from '@jishi/contracts/promotion/promotion.terms'
import { unreachable } from '@jishi/kernel/assert'
import { addFen, timesFen, zeroFen, type Fen } from '@jishi/kernel/money'
import { besideActivity } from './activity.js'
import { bundle } from './bundle.js'
import type { PriceContext } from './facts.js'
import { fullReduction } from './full-reduction.js'
import { gift } from './gift.js'
import { lessShares, type GoodsLine } from './goods-line.js'
import { nthPiece } from './nth-piece.js'
import type { GiftFacts, OfferFacts } from './offer-facts.js'
import { offerLabel } from './offer-label.js'
import type { Verdict } from './offer-verdict.js'
import type { PricedRule, Refusal } from './receipt.js'
import { refusalOf } from './refusals.js'
import { appliedRule, refusedRule, sharesOf } from './rules.js'
import { isInScope } from './scope.js'
import { outOfPlace } from './standing.js'

/** Pieces of one SKU given along, by whichever promotions. */
export interface GivenGift {
  readonly skuId: string
  readonly ofSkuId: string
  readonly qty: number
  readonly valueFen: Fen
}

/** An order on its way through stage 2. */
export interface Promoted {
  readonly lines: readonly GoodsLine[]
  readonly gifts: readonly GivenGift[]
  readonly rules: readonly PricedRule[]
}

/** A promotion of stage 2 beside the lines it is for, by position; found once for an order. */
export interface OrderOffer {
  readonly offer: OfferFacts
  readonly label: string
  readonly meantAt: readonly number[]
  /** Its days, platforms or limits refuse it by name. */
  readonly barred: Refusal | null
}

const barredBy = (offer: OfferFacts, context: PriceContext): Refusal | null => {
  const { left, leftForBuyer } = offer
  const away = outOfPlace(offer, context) ?? besideActivity('fullReduction', context)
  if (away !== null) return away
  if (left !== null && left <= 0) return refusalOf('used_up')
  return leftForBuyer !== null && leftForBuyer <= 0 ? refusalOf('used_up_for_buyer') : null
}

/** A bundle is for its SKUs, the others for their scope. */
const isMeant = ({ rule, scope }: OfferFacts, { skuId, facts }: GoodsLine): boolean =>
  rule.kind === 'bundle' ? rule.items.some((item) => item.skuId === skuId) : isInScope(facts, scope)

/** By (priority, id), as stage 2 takes them. */
export const orderOffers = (
  offers: readonly OfferFacts[],
  lines: readonly GoodsLine[],
  context: PriceContext,
): readonly OrderOffer[] =>
  [...offers]
    .sort((left, right) => left.priority - right.priority || (left.id < right.id ? -1 : 1))
    .map((offer) => ({
      offer,
      label: offerLabel(offer.rule),
      meantAt: lines.flatMap((line, position) => (isMeant(offer, line) ? [position] : [])),
      barred: barredBy(offer, context),
    }))

const meantFor = ({ meantAt }: OrderOffer, lines: readonly GoodsLine[]): readonly GoodsLine[] =>
  meantAt.flatMap((position) => lines[position] ?? [])

const verdictOf = ({ offer: { rule }, barred }: OrderOffer, meant: readonly GoodsLine[], order: Promoted): Verdict => {
  if (barred !== null) return { kind: 'refused', refusal: barred }
  switch (rule.kind) {
    case 'full_reduction':
      return fullReduction(rule, meant)
    case 'nth_piece':
      return nthPiece(rule, meant)
    case 'bundle':
      return bundle(rule, meant)
    case 'gift':
      return gift(rule, meant, (skuId) => piecesWanted(order, skuId))
    default:
      return unreachable(rule)
  }
}

const piecesWanted = ({ lines, gifts }: Promoted, skuId: string): number =>
  [...lines, ...gifts].reduce((sum, line) => sum + (line.skuId === skuId ? line.qty : 0), 0)

/** Several promotions' gifts of one SKU are one line, of the bought line that was counted first. */
const withGifts = (given: readonly GivenGift[], gifts: readonly GiftFacts[], ofSkuId: string): readonly GivenGift[] => {
  const bySku = new Map(given.map((one) => [one.skuId, one]))
  for (const { skuId, qty, valueFen } of gifts) {
    const before = bySku.get(skuId) ?? { skuId, ofSkuId, qty: 0, valueFen: zeroFen }
    const wholeFen = addFen(before.valueFen, timesFen(valueFen, qty))
    bySku.set(skuId, { ...before, qty: before.qty + qty, valueFen: wholeFen })
  }
  return [...bySku.values()]
}

const marked = (
  lines: readonly GoodsLine[],
  over: readonly GoodsLine[],
  mark: Partial<Pick<GoodsLine, 'standing' | 'counted'>>,
): readonly GoodsLine[] => {
  const skuIds = new Set(over.map(({ skuId }) => skuId))
  return lines.map((line) => (skuIds.has(line.skuId) ? { ...line, ...mark } : line))
}

/** One promotion taken, whatever prices the lines stand at now. */
export function offered(order: Promoted, one: OrderOffer): Promoted {
  const { offer, label } = one
  const verdict = verdictOf(one, meantFor(one, order.lines), order)
  const naming = { stage: 'promotion' as const, code: offerRuleCode(offer.id), label }
  if (verdict.kind === 'refused') {
    return { ...order, rules: [...order.rules, refusedRule(naming, verdict.refusal)] }
  }
  const { over } = verdict
  if (verdict.kind === 'gave') {
    const shares = over.map(({ skuId }) => ({ skuId, amountFen: zeroFen }))
    return {
      lines: marked(order.lines, over, { counted: true }),
      gifts: withGifts(order.gifts, verdict.gifts, over[0]?.skuId ?? ''),
      rules: [...order.rules, appliedRule(naming, zeroFen, shares)],
    }
  }
  const shares = sharesOf(verdict.offFen, over, ({ goodsFen }) => goodsFen)
  const standing = offer.rule.kind === 'bundle' ? 'bundled' : 'taken'
  return {
    ...order,
    lines: lessShares(marked(order.lines, over, { standing }), shares, 'promotionFen'),
    rules: [...order.rules, appliedRule(naming, verdict.offFen, shares, verdict.next)],
  }
}
