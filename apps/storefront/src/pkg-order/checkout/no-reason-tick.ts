import type { QuoteView } from '@jishi/contracts/order/order.schema'
import { computed, ref } from 'vue'
import { toast } from '@/composables/toast'
import { t } from '../words/copy'

/** Where the tick stands on the page: it may lie below what is seen when the order is sent. */
export const TICK_ID = 'no-reason'

/** What the shopper ticked: goods that cannot be sent back without a reason. What comes along later is asked about anew. */
export const useNoReasonTick = (read: () => QuoteView | null) => {
  const told = ref<string[]>([])
  const missed = ref(false)
  const excluded = computed(() => read()?.noReasonExcluded ?? [])
  const ticked = computed(() => excluded.value.every((skuId) => told.value.includes(skuId)))

  const tick = (): void => {
    told.value = ticked.value ? [] : [...excluded.value]
    missed.value = false
  }

  /** Whether placing may go on; where it may not, the page shows what is still to be ticked. */
  const agreed = (): boolean => {
    missed.value = !ticked.value
    if (missed.value) {
      toast(t('noReason.missed'))
      void uni.pageScrollTo({ selector: `#${TICK_ID}`, duration: 240 })
    }
    return ticked.value
  }

  return { excluded, ticked, missed, tick, agreed }
}
