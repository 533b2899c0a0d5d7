import { shallowRef } from 'vue'
import { asApiError, type ApiError } from '@/api/api-error'
import { ElMessage } from '@/element'

/** Small deeds of a list: one at a time, a refusal told in its words, and the list read anew whatever came of it. */
export const useAttempt = (
  refresh: () => Promise<unknown>,
  words: (error: ApiError) => string = ({ message }) => message,
) => {
  const busy = shallowRef(false)
  const attempt = async (work: () => Promise<unknown>): Promise<boolean> => {
    if (busy.value) return false
    busy.value = true
    try {
      await work()
      return true
    } catch (caught) {
      ElMessage.error(words(asApiError(caught)))
      return false
    } finally {
      busy.value = false
      await refresh()
    }
  }
  return { busy, attempt }
}
