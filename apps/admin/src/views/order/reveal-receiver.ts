import type { WholeReceiver } from '@jishi/contracts/order/receiver.schema'
import { computed, onBeforeUnmount, shallowRef } from 'vue'
import { api } from '@/api'
import { ActionKey } from '@/api/action-key'
import { asApiError, type ApiError } from '@/api/api-error'

const SHOWN_SECONDS = 90

/**
 * The whole receiver of one order, for as long as a label takes to write. It lives in this page alone: it is neither
 * cached nor kept, and leaving the page or the end of its time forgets it.
 */
export const useRevealedReceiver = (orderId: () => string) => {
  const receiver = shallowRef<WholeReceiver | null>(null)
  const error = shallowRef<ApiError | null>(null)
  const asking = shallowRef(false)
  const secondsLeft = shallowRef(0)
  const key = new ActionKey()
  let timer: ReturnType<typeof setInterval> | undefined

  const hide = (): void => {
    clearInterval(timer)
    receiver.value = null
  }
  const count = (): void => {
    secondsLeft.value -= 1
    if (secondsLeft.value <= 0) hide()
  }
  const reveal = async (): Promise<WholeReceiver | null> => {
    if (receiver.value !== null || asking.value) return receiver.value
    asking.value = true
    error.value = null
    try {
      const id = orderId()
      receiver.value = await api.order.receiver({ params: { id }, idempotencyKey: key.of(id) })
      key.answered()
      secondsLeft.value = SHOWN_SECONDS
      clearInterval(timer)
      timer = setInterval(count, 1_000)
    } catch (caught) {
      error.value = asApiError(caught)
      if (!error.value.unanswered) key.answered()
    } finally {
      asking.value = false
    }
    return receiver.value
  }
  onBeforeUnmount(hide)
  return { receiver: computed(() => receiver.value), error, asking, secondsLeft, reveal, hide }
}
