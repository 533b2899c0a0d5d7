import type { QuoteView } from '@jishi/contracts/order/order.schema'
import type { QuotedCoupon } from '@jishi/contracts/promotion/coupons.schema'
import { refusalWords } from '@/components/order/refusal-words'
import { shortYuan } from '@/composables/words'
import { t } from '../words/copy'

type Offered = Pick<QuoteView, 'coupons' | 'bestSavedFen'>

const isShipping = ({ coupon }: QuotedCoupon): boolean => coupon.kind === 'shipping'

const chosenIds = ({ coupons }: Offered): string[] =>
  coupons.filter(({ chosen }) => chosen).map(({ coupon }) => coupon.id)

/**
 * What is asked for after a tap on a coupon: it comes or goes, and takes the place of the other one of its kind, since an
 * order takes one for the goods and one for the freight.
 */
export const afterTap = (offered: Offered, tapped: QuotedCoupon): string[] => {
  const kept = offered.coupons
    .filter(({ chosen }) => chosen)
    .filter((one) => one.coupon.id !== tapped.coupon.id && isShipping(one) !== isShipping(tapped))
    .map(({ coupon }) => coupon.id)
  return tapped.chosen ? kept : [...kept, tapped.coupon.id]
}

const savedBy = ({ coupons }: Offered): number =>
  coupons.filter(({ chosen }) => chosen).reduce((sum, { savedFen }) => sum + savedFen, 0)

/** The row of the checkout: what the coupons do, whether more could be had, or that there is none to use. */
export const couponSummary = (offered: Offered, own: boolean): string => {
  const usable = offered.coupons.filter((one) => one.usable).length
  if (chosenIds(offered).length === 0)
    return t(usable === 0 ? 'checkout.noCoupon' : 'checkout.couponNone', { n: usable })
  const saved = shortYuan(own ? savedBy(offered) : offered.bestSavedFen)
  return t(own ? 'checkout.couponOwn' : 'checkout.couponBest', { n: saved })
}

export const couponWhyNot = ({ refusal, reason }: QuotedCoupon): string =>
  refusal === null ? (reason ?? '') : refusalWords(refusal)
