import type { ReceiptRule, ReceiptTotals } from '@jishi/contracts/pricing/pricing.schema'
import type { ProductView, SkuView } from '@jishi/contracts/shopfront/shopfront.schema'
import type { OfferTag } from '@jishi/contracts/promotion/offers.schema'
import { savedFen } from '@/components/order/receipt-rows'
import { shortYuan } from '@/composables/words'
import { t, type GoodsKey } from '../words/copy'

/** What one piece costs in the end, and the sum it came to by. */
export interface NetPrice {
  goodsFen: number
  savedFen: number
  /** 满减20＋券10 */
  sum: string
}

const wordOf = ({ stage, code }: ReceiptRule, offers: readonly Pick<OfferTag, 'id' | 'kind'>[]): GoodsKey | null => {
  if (stage === 'unit') return 'net.unit'
  if (stage === 'coupon') return 'net.coupon'
  if (stage === 'points') return 'net.points'
  if (stage !== 'promotion') return null
  const offer = offers.find(({ id }) => code === `offer.${id}`)
  return offer?.kind === 'full_reduction' ? 'net.reduction' : 'net.promotion'
}

/** The price of one piece after everything that applies to it; null where nothing does and the price shown is the price. */
export const netPriceOf = (
  totals: ReceiptTotals,
  rules: readonly ReceiptRule[],
  offers: readonly Pick<OfferTag, 'id' | 'kind'>[],
): NetPrice | null => {
  const goodsOff = savedFen(totals)
  if (goodsOff <= totals.unitDiscountFen) return null
  const parts = rules
    .filter(({ applied, amountFen }) => applied && amountFen > 0)
    .map((rule) => ({ word: wordOf(rule, offers), fen: rule.amountFen }))
    .flatMap(({ word, fen }) => (word === null ? [] : [t(word, { n: shortYuan(fen) })]))
  return { goodsFen: totals.goodsPaidFen, savedFen: goodsOff, sum: parts.join('＋') }
}

/** The SKU whose price the page shows: one that can be bought, if there is one. */
export const shownSku = ({ skus, price }: Pick<ProductView, 'skus' | 'price'>): SkuView | null => {
  const shown = skus.filter(({ priceFen }) => priceFen === price.fromFen)
  return shown.find(({ available }) => available > 0) ?? shown[0] ?? null
}
