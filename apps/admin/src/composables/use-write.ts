import { shallowRef } from 'vue'
import { ActionKey } from '@/api/action-key'
import { asApiError, type ApiError } from '@/api/api-error'

/** One button's writes: locked while one is under way, one key a wish until it is answered, the refusal kept to show. */
export const useWrite = () => {
  const busy = shallowRef(false)
  const error = shallowRef<ApiError | null>(null)
  const key = new ActionKey()

  /** The answer, or undefined when it was refused, failed, or another one is still under way. */
  const write = async <Reply>(
    wish: unknown,
    call: (idempotencyKey: string) => Promise<Reply>,
  ): Promise<Reply | undefined> => {
    if (busy.value) return undefined
    busy.value = true
    error.value = null
    try {
      const reply = await call(key.of(wish))
      key.answered()
      return reply
    } catch (caught) {
      error.value = asApiError(caught)
      if (!error.value.unanswered) key.answered()
      return undefined
    } finally {
      busy.value = false
    }
  }
  const forget = (): void => {
    error.value = null
  }
  /** A dialog's `before-close`: whoever closes it while something is under way would never see that it was refused. */
  const unlessBusy = (done: () => void): void => {
    if (!busy.value) done()
  }
  return { busy, error, write, forget, unlessBusy }
}
