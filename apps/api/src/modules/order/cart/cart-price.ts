import type { CartHint, CartView, SkuQty } from '@jishi/contracts/order/cart.schema'
import type { GiftTag } from '@jishi/contracts/promotion/offers.schema'
import { offerRuleCode } from '@jishi/contracts/promotion/promotion.terms'
import { present } from '@jishi/kernel/assert'
import { addFen, sumFen, zeroFen, type Fen } from '@jishi/kernel/money'
import { zeroPoints } from '@jishi/kernel/points'
import type { Language } from '../../../infra/http/language.js'
import type { PricedLine, PricedRule, PricingFacts, ReceiptTotals } from '../../pricing/index.js'
import { spokenRules } from '../../promotion/index.js'
import { couponsTaken } from '../coupon-choice.js'
import { drawnBy } from '../drawn-offers.js'
import type { Gathered } from '../goods-facts.js'
import { pricingFacts } from '../pricing-facts.js'

/** What the selected lines of a cart come to, and why. */
export interface PricedSelection {
  readonly lines: readonly PricedLine[]
  readonly rules: readonly PricedRule[]
  readonly totals: ReceiptTotals
  /** What need not be paid: by prices, promotions and coupons, that for the freight among them. */
  readonly savedFen: Fen
  readonly hints: CartView['hints']
  readonly coupons: CartView['coupons']
}

const NO_TOTALS: ReceiptTotals = {
  ...{ listFen: zeroFen, unitDiscountFen: zeroFen, promotionFen: zeroFen, couponFen: zeroFen, pointsFen: zeroFen },
  ...{
    adjustFen: zeroFen,
    goodsPaidFen: zeroFen,
    freightFen: zeroFen,
    payableFen: zeroFen,
    qty: 0,
    pointsUsed: zeroPoints,
  },
}

const NOTHING: PricedSelection = { lines: [], rules: [], totals: NO_TOTALS, savedFen: zeroFen, hints: [], coupons: [] }

/** Priced as checkout would price them before it knows an address, with the best of the coupons held. */
export function pricedSelection(selected: readonly SkuQty[], gathered: Gathered, language: Language): PricedSelection {
  if (selected.length === 0) return NOTHING
  const { facts, receipt } = couponsTaken(pricingFacts(selected, gathered, null), gathered.held, undefined)
  const { lines, totals } = receipt
  const rules = spokenRules(receipt.rules, gathered.offers, language)
  const coupons = drawnBy({ facts, receipt }).coupons.map(({ couponId, amountFen }) => ({
    ...{ couponId, name: nameOf(facts, couponId), savedFen: amountFen },
  }))
  const goodsFen = sumFen([totals.unitDiscountFen, totals.promotionFen, totals.couponFen])
  const { shipping } = facts.coupons
  const freightOff = coupons.find(({ couponId }) => couponId === shipping?.id)?.savedFen ?? zeroFen
  return { lines, rules, totals, savedFen: addFen(goodsFen, freightOff), hints: hintsOf(facts, rules), coupons }
}

/** What comes along with a bought line. */
export const giftsOfLine = (skuId: string, { lines }: PricedSelection, { skus }: Gathered): GiftTag[] =>
  lines
    .filter(({ role, giftOfSkuId }) => role === 'gift' && giftOfSkuId === skuId)
    .map((gift) => {
      const { spuId, title, skuLabel, picture } = present(skus.get(gift.skuId), 'the facts of a gift')
      return { skuId: gift.skuId, spuId, title, skuLabel, picture, qty: gift.qty }
    })

/** Of promotions alone: what is missing for one, or for more of one that applied. */
function hintsOf({ offers }: PricingFacts, rules: readonly PricedRule[]): CartHint[] {
  const offerIds = new Map(offers.map(({ id }) => [offerRuleCode(id), id]))
  return rules.flatMap(({ code, label, refusal }): CartHint[] => {
    const offerId = offerIds.get(code)
    if (offerId === undefined || refusal === null) return []
    if (refusal.code !== 'short_amount' && refusal.code !== 'short_pieces') return []
    return [{ offerId, label, missingFen: refusal.fen, missingQty: refusal.qty, gainFen: refusal.gainFen }]
  })
}

const nameOf = ({ coupons: { goods, shipping } }: PricingFacts, couponId: string): string =>
  present(
    [goods, shipping].find((coupon) => coupon?.id === couponId),
    'a coupon that was chosen',
  ).name
