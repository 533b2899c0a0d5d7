import { ref, watch, type Ref } from 'vue'
import { api } from '@/api'

/** Whether somebody else paid an order: what is given back of it goes to them, and its buyer is told so. */
export const usePaidByFriend = (orderId: () => string): Ref<boolean> => {
  const paid = ref(false)
  watch(
    orderId,
    async (id) => {
      if (id === '') return
      try {
        paid.value = (await api.order.order({ params: { id } })).payment.friend !== null
      } catch {
        // The amounts are right without it.
      }
    },
    { immediate: true },
  )
  return paid
}
