import type { AfterSaleApplyBody, AfterSalePreview } from '@jishi/contracts/order/after-sale.schema'
import { MAX_AFTER_SALE_PHOTOS, type AfterSaleKind } from '@jishi/contracts/order/after-sale.terms'
import { fen } from '@jishi/kernel/money'
import { computed, ref, watch } from 'vue'
import { api, isUnanswered } from '@/api'
import { usePhotos } from '@/components/photos/photos'
import { useLoad } from '@/composables/load'
import { places } from '@/composables/places'
import { toast, toastDone } from '@/composables/toast'
import { yuan } from '@/composables/words'
import { useActionKey } from '@/composables/action-key'
import { t } from '../after-sale/copy'
import { refusalOf } from '../after-sale/refusal'
import { fenTyped, wrongIn } from './asking'
import { useChoice, type Opened } from './choice'

/** What it comes to, as the shop counts it; counted anew whenever something else is chosen. */
const useCount = (asked: ReturnType<typeof useChoice>['asked']) => {
  const counted = useLoad<AfterSalePreview | null>(async () =>
    asked.value === null ? null : api.afterSale.preview({ body: asked.value }),
  )
  watch(
    () => JSON.stringify(asked.value),
    () => {
      counted.value.value = null
      void counted.run()
    },
  )
  return counted
}

/** What is said beside the goods; an amount only where less than the whole was typed, and never for goods in exchange. */
const besides = (
  kind: AfterSaleKind,
  amount: string,
  proposedFen: number,
  text: string,
  photoIds: string[],
): Pick<AfterSaleApplyBody, 'askedFen' | 'text' | 'photoIds'> => {
  const typed = fenTyped(amount)
  const words = text.trim()
  return {
    ...(kind === 'exchange' || typed === null || typed >= proposedFen ? {} : { askedFen: fen(typed) }),
    ...(words === '' ? {} : { text: words }),
    ...(photoIds.length === 0 ? {} : { photoIds }),
  }
}

/** Asking for an after-sale: what is chosen, what it comes to, and sending it off. What was typed is never lost by a refusal. */
export const useApply = (read: () => Opened) => {
  const choice = useChoice(read)
  const counted = useCount(choice.asked)
  /** Less than the whole, as typed; empty: the whole. */
  const amount = ref('')
  const text = ref('')
  const busy = ref(false)
  const photos = usePhotos('after_sale', MAX_AFTER_SALE_PHOTOS)
  const keyOf = useActionKey()
  const proposedFen = computed(() => counted.value.value?.proposedFen ?? 0)
  const countFault = computed(() => (counted.error.value === null ? '' : refusalOf(counted.error.value)))

  const body = (): AfterSaleApplyBody | null => {
    const asked = choice.asked.value
    if (asked === null) return null
    return { ...asked, ...besides(asked.kind, amount.value, proposedFen.value, text.value, photos.ids()) }
  }

  const send = async (ready: AfterSaleApplyBody): Promise<void> => {
    busy.value = true
    try {
      const sale = await api.afterSale.apply({ body: ready, idempotencyKey: keyOf(ready) })
      toastDone(t('sale.apply.done'))
      places.saleInstead(sale.id)
    } catch (error) {
      const unsure = isUnanswered(error)
      toast(unsure ? t('sale.apply.unsure') : refusalOf(error))
      // A refusal means that something was asked for, shipped or given back meanwhile.
      if (!unsure) await Promise.all([choice.load(), counted.run()])
    } finally {
      busy.value = false
    }
  }

  const submit = (): void => {
    if (busy.value || counted.busy.value) return
    if (countFault.value !== '') return toast(countFault.value)
    const wrong = wrongIn({
      kind: choice.kind.value,
      wanted: choice.wanted.value,
      picks: choice.picks.value,
      reason: choice.reason.value,
      amount: amount.value,
      proposedFen: proposedFen.value,
      photosSettled: photos.settled.value,
    })
    const ready = body()
    if (wrong !== null || ready === null)
      return toast(t(wrong ?? 'sale.wrong.reason', { amount: yuan(proposedFen.value) }))
    void send(ready)
  }

  return { ...choice, amount, text, busy, photos, counted, proposedFen, countFault, submit }
}
