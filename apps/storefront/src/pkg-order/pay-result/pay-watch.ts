import type { PaymentStatus } from '@jishi/contracts/payment/payment.schema'
import { onUnload } from '@dcloudio/uni-app'
import { computed, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import { api } from '@/api'
import { usePaymentWatch, type PaymentWatch } from '@/composables/payment-watch'
import { forgetUnfinished, keepUnfinished } from '@/composables/unfinished-payment'

/** The shop changed the price while somebody was paying: by the first answer of this page and the newest one, neither paid. */
export const isRepriced = (first: PaymentStatus | null, now: PaymentStatus | null): boolean =>
  first !== null && now !== null && now.state !== 'paid' && now.amountFen !== first.amountFen

/** Whether the shop changed the price since the page was opened. */
export const useRepriced = (status: ShallowRef<PaymentStatus | null>): ComputedRef<boolean> => {
  const first = shallowRef<PaymentStatus | null>(null)
  watch(status, (now) => void (first.value = first.value ?? now))
  return computed(() => isRepriced(first.value, status.value))
}

/** How an order's payment stands; the shop finds back to this page after it was killed, until that is known. */
export const usePayWatch = (read: () => string): PaymentWatch<PaymentStatus> => {
  const watching = usePaymentWatch({ id: read, ask: (id) => api.order.payment({ params: { id } }) })
  onUnload(forgetUnfinished)
  watch(watching.phase, (now) => {
    if (now === 'paid' || now === 'closed') forgetUnfinished()
  })
  const begin = (): void => {
    if (read()) keepUnfinished(read())
    watching.begin()
  }
  return { ...watching, begin }
}
