import type { CartLine } from '@jishi/contracts/order/cart.schema'
import type { ProductView, SkuView } from '@jishi/contracts/shopfront/shopfront.schema'
import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { api, wordsOf } from '@/api'
import { toast } from '@/composables/toast'
import { useCart } from '@/stores/cart'

export interface SkuChange {
  product: ShallowRef<ProductView | null>
  line: ShallowRef<CartLine | null>
  shown: Ref<boolean>
  busy: Ref<boolean>
  open(line: CartLine): Promise<void>
  take(sku: SkuView, qty: number): Promise<void>
}

/** Another choice of the product without leaving the cart. */
export const useSkuChange = (): SkuChange => {
  const cart = useCart()
  const product = shallowRef<ProductView | null>(null)
  const line = shallowRef<CartLine | null>(null)
  const shown = ref(false)
  const busy = ref(false)

  const guarded = async (work: () => Promise<void>): Promise<void> => {
    if (busy.value) return
    busy.value = true
    try {
      await work()
    } catch (error) {
      toast(wordsOf(error))
    } finally {
      busy.value = false
    }
  }

  const open = (next: CartLine): Promise<void> =>
    guarded(async () => {
      if (line.value?.id !== next.id) product.value = null
      line.value = next
      product.value = await api.shopfront.product({ params: { id: next.spuId } })
      shown.value = true
    })

  const take = (sku: SkuView, qty: number): Promise<void> =>
    guarded(async () => {
      const changed = line.value
      if (changed) await cart.setSku(changed.id, { skuId: sku.id, qty })
      shown.value = false
    })

  return { product, line, shown, busy, open, take }
}
