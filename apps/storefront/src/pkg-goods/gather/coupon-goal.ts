import type { CouponView, QuotedCoupon } from '@jishi/contracts/promotion/coupons.schema'
import { computed } from 'vue'
import { api, ApiError, codeOf, named, serverClock } from '@/api'
import { validText } from '@/components/coupon/coupon-words'
import { refusalWords } from '@/components/order/refusal-words'
import { useLoad } from '@/composables/load'
import { useCart } from '@/stores/cart'
import { t } from '../words/copy'
import type { Goal, Missing } from './goal'

type Standing = Pick<QuotedCoupon, 'coupon' | 'usable' | 'refusal'>

const FULL = 100
const WHOLE = 10_000
const MOST_PAGES = 10

/** What it takes off as soon as its threshold is reached. */
const gainAt = ({ amountFen, offBp, capFen, thresholdFen }: CouponView): number =>
  amountFen ?? Math.min(capFen ?? Infinity, Math.floor((thresholdFen * (offBp ?? 0)) / WHOLE))

/** Held, and with nothing in the cart that could count for it. */
const untouched = (coupon: CouponView): Standing => ({
  coupon,
  usable: false,
  refusal: { code: 'short_amount', fen: coupon.thresholdFen, qty: null, gainFen: gainAt(coupon) },
})

const heldOne = async (id: string): Promise<CouponView> => {
  let cursor: string | undefined
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { items, nextCursor } = await api.coupons.mine({ query: { state: 'held', cursor } })
    const found = items.find((one) => one.id === id)
    if (found) return found
    if (nextCursor === null) break
    cursor = nextCursor
  }
  throw new ApiError('NOT_FOUND', t('gather.couponOver'), 404, '')
}

/** A coupon beside what is chosen in the cart, as checkout would see it: promotions first, its own goods alone. */
const standingOf = async (id: string): Promise<Standing> => {
  const cart = useCart()
  await cart.load()
  try {
    const body = { source: 'cart', cartVersion: cart.view?.cartVersion ?? 0 } as const
    const { coupons } = await api.order.quote({ body })
    const found = coupons.find(({ coupon }) => coupon.id === id)
    if (found) return found
  } catch (error) {
    if (codeOf(error) !== 'CART_EMPTY') throw error
  }
  return untouched(await heldOne(id))
}

/** What goods can still bring; null where it can be used, or where something else stands in its way. */
export const missingFor = ({ coupon, usable, refusal }: Standing): Missing | null => {
  // Nothing of its goods in the cart is nothing towards it, not another reason.
  const short = refusal?.code === 'no_goods' ? untouched(coupon).refusal : refusal
  if (usable || short?.code !== 'short_amount' || short.fen === null) return null
  const have = Math.max(0, coupon.thresholdFen - short.fen)
  const percent = coupon.thresholdFen === 0 ? 0 : Math.floor((have * FULL) / coupon.thresholdFen)
  return { missingFen: short.fen, missingQty: null, gainFen: short.gainFen, percent }
}

const stateOf = ({ usable, refusal }: Standing): string => {
  if (usable) return t('gather.couponReady')
  return refusal === null ? t('gather.couponNone') : refusalWords(refusal)
}

/** Goods for a coupon that asks for more than the cart has. */
export const couponGoal = (id: string): Goal => {
  const standing = useLoad(() => standingOf(named(id)))
  const shown = standing.value

  const face = computed(() => {
    if (shown.value === null) return null
    const { name, ruleText, scopeText } = shown.value.coupon
    const when = validText(shown.value.coupon, serverClock.now())
    return { label: ruleText, lines: [name, `${scopeText} · ${when}`] }
  })
  const missing = computed(() => (shown.value === null ? null : missingFor(shown.value)))
  const state = computed(() => (shown.value === null ? '' : stateOf(shown.value)))

  return {
    ...{ face, missing, state, error: standing.error },
    over: t('gather.couponOver'),
    goods: () => (shown.value === null || shown.value.coupon.scopeAll ? {} : { coupon: shown.value.coupon.templateId }),
    load: standing.run,
    follow: standing.run,
  }
}
