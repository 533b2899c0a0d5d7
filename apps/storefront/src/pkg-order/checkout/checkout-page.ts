import type { SkuQty } from '@jishi/contracts/order/cart.schema'
import type { PlaceOrderBody } from '@jishi/contracts/order/order.schema'
import { computed, ref, shallowRef } from 'vue'
import { platform } from '#platform'
import { asApiError, isUnanswered, type ApiError } from '@/api'
import { useLoad } from '@/composables/load'
import { payOrder } from '@/composables/paying'
import { places } from '@/composables/places'
import { toast } from '@/composables/toast'
import { t } from '../words/copy'
import { useCart } from '@/stores/cart'
import { wallets } from '@/composables/wallets'
import { askCheckout, type Checkout, type Wanted } from './checkout-ask'
import { openCashier, useBalanceWish } from '../paying-way'
import { useNoReasonTick } from './no-reason-tick'
import { usePlacing } from './placing'
import { backToSale, useHeldTake } from './held-take'
import { problemQuestion, questionOf, quoteIn, takeGone, type Question } from './question'

/** An address goes along only where something goes into a parcel; whoever sends this has ticked what cannot be sent back. */
const bodyOf = (checkout: Checkout, note: string): PlaceOrderBody => ({
  ...checkout.asked,
  addressId: checkout.quote.delivery.needsAddress ? checkout.address?.id : undefined,
  quoteId: checkout.quote.quoteId,
  platform: platform.name,
  ...(checkout.quote.noReasonExcluded.length === 0 ? {} : { noReasonConfirmed: checkout.quote.noReasonExcluded }),
  ...(note.trim() === '' ? {} : { note: note.trim() }),
})

/** Sends the order and goes on to paying. A refusal comes back as a question or as a short word. */
const useSubmit = (read: () => Checkout | null, refused: (error: ApiError, shown: Checkout) => void) => {
  const wish = useBalanceWish()
  const submitting = ref(false)
  const note = ref('')
  const place = usePlacing()

  const submit = async (): Promise<void> => {
    const shown = read()
    if (!shown || submitting.value) return
    submitting.value = true
    try {
      const order = await place(bodyOf(shown, note.value))
      if (shown.asked.source === 'cart')
        void useCart()
          .load()
          .catch(() => undefined)
      // The page stays locked: the result page takes its place before the shopper leaves to pay.
      if (wish.on.value && order.owedFen) await openCashier(order.id, 'instead')
      else await payOrder(order.id, 'instead', order.owedFen ?? undefined)
    } catch (error) {
      submitting.value = false
      refused(asApiError(error), shown)
    }
  }

  return { submitting, note, wish, submit }
}

/** What is being bought and with which coupons: lines of the cart unless something was bought at once, the best unless chosen. */
const useWanted = (changed: () => void) => {
  let bought: SkuQty | null = null
  let take: string | null = null
  const couponIds = ref<string[] | null>(null)

  const start = (sku: string | undefined, qty: string | undefined, won: string | undefined): void => {
    const count = Number(qty)
    bought = sku && Number.isInteger(count) && count > 0 ? { skuId: sku, qty: count } : null
    take = (bought && won) || null
  }

  const chooseCoupons = (ids: string[] | null): void => {
    couponIds.value = ids
    changed()
  }

  return {
    wanted: (): Wanted => ({ bought, couponIds: couponIds.value, take }),
    fromCart: () => bought === null,
    couponIds,
    start,
    chooseCoupons,
  }
}

const pickAddress = (shown: Checkout | null): void => {
  if (shown?.hasAddresses) places.addresses(true)
  else places.addressEdit(undefined, true)
}

/** Where something is short: to the cart it comes from, or to the product it was bought at. */
const backToGoods = (fromCart: boolean): void => (fromCart ? places.cart() : platform.back())

/** What can be paid with here, the balance after it is known whether there are any. */
const loadWays = async (balance: () => Promise<void>): Promise<void> => {
  await wallets.load().catch(() => undefined)
  await balance()
}

/** What the checkout page does: price, ask, place, pay. */
export const useCheckout = () => {
  const { wanted, fromCart, couponIds, start, chooseCoupons } = useWanted(() => void loaded.run())
  const loaded = useLoad(() => askCheckout(wanted()))
  const checkout = loaded.value
  const question = shallowRef<Question | null>(null)
  const busy = computed(() => loaded.busy.value && checkout.value !== null)
  const noReason = useNoReasonTick(() => checkout.value?.quote ?? null)
  // An order that is on its way decides itself whether it came in time.
  const held = useHeldTake(wanted, () => {
    if (!submitting.value) question.value = takeGone()
  })

  const refused = (error: ApiError, shown: Checkout): void => {
    question.value = questionOf(error, shown.quote, fromCart())
    const now = quoteIn(error)
    if (now) checkout.value = { ...shown, quote: now }
    // Without an answer the order may be placed already: what is shown must stay what a second try will send.
    else if (!isUnanswered(error)) void loaded.run()
    if (!question.value) toast(error.message)
  }

  const { submitting, note, wish, submit } = useSubmit(() => checkout.value, refused)

  /** Also whenever the page is shown again; nothing moves under an order that is on its way or may have arrived. */
  const refresh = (): void => {
    if (submitting.value || question.value?.kind === 'unsure') return
    void loaded.run()
    void held.load()
    void loadWays(wish.load)
  }

  const order = (): void => {
    const shown = checkout.value
    if (!shown || busy.value || submitting.value) return
    if (shown.quote.delivery.needsAddress && !shown.address) return pickAddress(shown)
    if (!shown.quote.delivery.deliverable) return toast(t('checkout.notDeliverable'))
    question.value = problemQuestion(shown.quote, fromCart())
    if (!question.value && noReason.agreed()) void submit()
  }

  const answer = (yes: boolean): void => {
    const kind = question.value?.kind
    question.value = null
    // Under another price other goods may stand; what may have arrived is sent again as it was.
    if (yes && (kind === 'unsure' || (kind === 'quote' && noReason.agreed()))) void submit()
    if (yes && kind === 'stock') backToGoods(fromCart())
    if (kind === 'take') backToSale()
  }

  return {
    ...loaded,
    ...{ checkout, busy, question, submitting, note, wish, noReason, couponIds, held },
    ...{ start, fromCart },
    refresh,
    pickAddress: () => pickAddress(checkout.value),
    chooseCoupons,
    order,
    answer,
  }
}
