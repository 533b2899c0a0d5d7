import type { OrderView } from '@jishi/contracts/order/order.schema'
import type { OrderAction } from '@jishi/contracts/order/order.terms'
import { computed, ref } from 'vue'
import { api, newActionKey, wordsOf } from '@/api'
import { payOrder } from '@/composables/paying'
import { toast, toastDone } from '@/composables/toast'
import { t } from '@/copy/later'

interface Asked {
  action: 'cancel' | 'confirm_receipt'
  id: string
  /** One key for this answer, kept while it is tried again. */
  key: string
}

const WORDS = {
  cancel: { title: 'order.cancelAsk', words: 'order.cancelText', yes: 'order.action.cancel', no: 'order.keep' },
  confirm_receipt: {
    title: 'order.confirmAsk',
    words: 'order.confirmText',
    yes: 'order.action.confirm_receipt',
    no: 'common.cancel',
  },
} as const

/** Paying, cancelling and confirming receipt, wherever an order is shown. `changed` gets the order as it then stands. */
export const useOrderActions = (changed: (order: OrderView | null) => void) => {
  const asked = ref<Asked | null>(null)
  const busy = ref(false)
  const dialog = computed(() => {
    if (!asked.value) return null
    const { title, words, yes, no } = WORDS[asked.value.action]
    return { title: t(title), words: t(words), yes: t(yes), no: t(no) }
  })

  const guarded = async (work: () => Promise<void>): Promise<void> => {
    if (busy.value) return
    busy.value = true
    try {
      await work()
    } catch (error) {
      toast(wordsOf(error))
      // A refusal usually means that the order has moved on meanwhile.
      changed(null)
    } finally {
      busy.value = false
    }
  }

  const act = (action: OrderAction, id: string): void => {
    if (action === 'pay') void guarded(async () => void (await payOrder(id, 'over')))
    else if (action === 'cancel' || action === 'confirm_receipt') asked.value = { action, id, key: newActionKey() }
  }

  const cancel = async ({ id, key }: Asked): Promise<void> => {
    const order = await api.order.cancel({ params: { id }, body: {}, idempotencyKey: key })
    changed(order)
    toast(t(order.state === 'closed' ? 'order.line.close' : 'order.cancelled'))
  }

  const confirm = async ({ id, key }: Asked): Promise<void> => {
    changed(await api.order.confirmReceipt({ params: { id }, idempotencyKey: key }))
    toastDone(t('order.confirmed'))
  }

  const answer = (yes: boolean): void => {
    const now = asked.value
    asked.value = null
    if (!yes || !now) return
    void guarded(() => (now.action === 'cancel' ? cancel(now) : confirm(now)))
  }

  return { dialog, busy, act, answer }
}
