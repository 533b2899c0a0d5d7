import type { ProductCard, ProductView, SkuView } from '@jishi/contracts/shopfront/shopfront.schema'
import { computed, ref, shallowRef } from 'vue'
import { api, isMissing, wordsOf } from '@/api'
import { usePages } from '@/composables/pages'
import { toast, toastDone } from '@/composables/toast'
import { t } from '../words/copy'
import { useCart } from '@/stores/cart'
import { couponGoal } from './coupon-goal'
import type { Goal } from './goal'
import { pageNear } from './near-gap'
import { offerGoal } from './offer-goal'

/** Adding a piece without leaving the list: at once where there is one choice, else by the panel. */
const useAdding = (added: () => Promise<void>) => {
  const cart = useCart()
  const product = shallowRef<ProductView | null>(null)
  const shown = ref(false)
  const busy = ref(false)

  const guarded = async (work: () => Promise<void>): Promise<void> => {
    if (busy.value) return
    busy.value = true
    try {
      await work()
    } catch (error) {
      toast(t('product.addFailed', { why: wordsOf(error) }))
    } finally {
      busy.value = false
    }
  }

  const put = async (sku: SkuView, qty: number): Promise<void> => {
    await cart.add({ skuId: sku.id, qty })
    shown.value = false
    toastDone(t('product.added'))
    await added()
  }

  const pick = (card: ProductCard): Promise<void> =>
    guarded(async () => {
      product.value = await api.shopfront.product({ params: { id: card.id } })
      const only = product.value.skus.length === 1 ? product.value.skus[0] : undefined
      if (only) await put(only, 1)
      else shown.value = true
    })

  return { product, shown, busy, pick, take: (sku: SkuView, qty: number) => guarded(() => put(sku, qty)) }
}

/** 凑单: goods near what is missing for a promotion or a coupon, and how far the cart has come. */
export const useGather = () => {
  const cart = useCart()
  const goal = shallowRef<Goal | null>(null)
  /** As it was when the list began: what closes the gap must not move under the finger. */
  let gapFen: number | null = null

  const goods = usePages<ProductCard>((at) =>
    pageNear({ goods: goal.value?.goods() ?? {}, gapFen, at }, (query) => api.shopfront.products({ query })),
  )
  const face = computed(() => goal.value?.face.value ?? null)
  const error = computed(() => goal.value?.error.value ?? null)
  const missing = computed(() => goal.value?.missing.value ?? null)
  const state = computed(() => goal.value?.state.value ?? '')
  const over = computed(() => (error.value !== null && isMissing(error.value) ? (goal.value?.over ?? '') : ''))

  const adding = useAdding(async () => goal.value?.follow())

  const run = async (): Promise<void> => {
    await goal.value?.load()
    gapFen = missing.value?.missingFen ?? null
    await goods.restart()
  }
  const start = (offer: string | undefined, coupon: string | undefined): void => {
    goal.value = coupon ? couponGoal(coupon) : offerGoal(offer ?? '')
    void run()
  }

  return { cart, goods, adding, start, run, ...{ face, error, missing, state, over } }
}
