import { computed, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import { ApiError } from '@/api'

export interface Loaded<T> {
  value: ShallowRef<T | null>
  error: ShallowRef<ApiError | null>
  busy: Ref<boolean>
  /** Nothing to show yet: the skeleton's turn. */
  waiting: ComputedRef<boolean>
  /** Asks again; what is shown stays until the answer is here. */
  run(): Promise<void>
}

const asError = (caught: unknown): ApiError =>
  caught instanceof ApiError ? caught : new ApiError('UNKNOWN', String(caught), 0, '')

/** Server data of one page: the last good value, the last error, and only the newest answer counts. */
export const useLoad = <T>(ask: () => Promise<T>): Loaded<T> => {
  const value = shallowRef<T | null>(null)
  const error = shallowRef<ApiError | null>(null)
  const busy = ref(false)
  let newest = 0

  const run = async (): Promise<void> => {
    newest += 1
    const mine = newest
    busy.value = true
    try {
      const answer = await ask()
      if (mine !== newest) return
      value.value = answer
      error.value = null
    } catch (caught) {
      if (mine === newest) error.value = asError(caught)
    } finally {
      if (mine === newest) busy.value = false
    }
  }

  return { value, error, busy, waiting: computed(() => value.value === null && error.value === null), run }
}
