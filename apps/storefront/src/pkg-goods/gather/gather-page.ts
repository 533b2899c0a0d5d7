import type { ProductCard, ProductView, SkuView } from '@jishi/contracts/shopfront/shopfront.schema'
import { computed, ref, shallowRef } from 'vue'
import { api, named, wordsOf } from '@/api'
import { hintShown } from '@/components/offer/hint'
import { useLoad } from '@/composables/load'
import { usePages } from '@/composables/pages'
import { toast, toastDone } from '@/composables/toast'
import { t } from '../words/copy'
import { useCart } from '@/stores/cart'
import { gatherQuery, nextAt } from './near-gap'

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

/** 凑单: goods of one promotion near what is missing for it, and how far the cart has come. */
export const useGather = () => {
  const cart = useCart()
  const offerId = ref('')
  const offer = useLoad(() => api.offers.shown({ params: { id: named(offerId.value) } }))
  /** As it was when the list began: what closes the gap must not move under the finger. */
  let gapFen: number | null = null

  const goods = usePages<ProductCard>(async (at) => {
    const asked = { offer: offerId.value, gapFen, at }
    const page = await api.shopfront.products({ query: gatherQuery(asked) })
    return { ...page, nextCursor: nextAt(asked, page) }
  })
  const adding = useAdding(() => cart.load())

  const hint = computed(() => {
    const view = cart.view
    const missing = view?.hints.find((one) => one.offerId === offerId.value)
    return view && missing ? hintShown(missing, view.items) : null
  })
  const reached = computed(
    () => cart.view?.rules.some((rule) => rule.applied && rule.code === `offer.${offerId.value}`) ?? false,
  )

  const run = async (): Promise<void> => {
    await Promise.all([offer.run(), cart.load().catch(() => undefined)])
    gapFen = hint.value?.missingFen ?? null
    await goods.restart()
  }
  const start = (id: string | undefined): void => {
    offerId.value = id ?? ''
    void run()
  }

  return { cart, offer, goods, hint, reached, adding, start, run }
}
