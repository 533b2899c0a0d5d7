import type { SkuView } from '@jishi/contracts/shopfront/shopfront.schema'
import { ref, type Ref } from 'vue'
import { ApiError, codeOf } from '@/api'
import { places } from '@/composables/places'
import { toast, toastDone } from '@/composables/toast'
import { t } from '../words/copy'
import { useCart } from '@/stores/cart'

export interface Buying {
  shown: Ref<boolean>
  want: Ref<'both' | 'cart' | 'buy'>
  busy: Ref<boolean>
  open(want: 'both' | 'cart' | 'buy'): void
  close(): void
  addToCart(sku: SkuView, qty: number): Promise<void>
  buyNow(sku: SkuView, qty: number): void
}

/** From the SKU panel into the cart or straight to checkout. `stale` is called when the page's stock proved old. */
export const useBuying = (stale: () => void): Buying => {
  const cart = useCart()
  const shown = ref(false)
  const want = ref<'both' | 'cart' | 'buy'>('both')
  const busy = ref(false)

  const open = (next: 'both' | 'cart' | 'buy'): void => {
    want.value = next
    shown.value = true
  }

  const close = (): void => {
    shown.value = false
  }

  const addToCart = async (sku: SkuView, qty: number): Promise<void> => {
    busy.value = true
    try {
      await cart.add({ skuId: sku.id, qty })
      close()
      toastDone(t('product.added'))
    } catch (error) {
      toast(t('product.addFailed', { why: error instanceof ApiError ? error.message : t('error.unknown') }))
      if (codeOf(error) === 'OUT_OF_STOCK' || codeOf(error) === 'NOT_ON_SALE') stale()
    } finally {
      busy.value = false
    }
  }

  const buyNow = (sku: SkuView, qty: number): void => {
    close()
    places.checkout({ skuId: sku.id, qty })
  }

  return { shown, want, busy, open, close, addToCart, buyNow }
}
