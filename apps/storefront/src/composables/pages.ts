import type { Page } from '@jishi/contracts/primitives.schema'
import { computed, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import { ApiError } from '@/api'

export interface PagedList<T> {
  items: ShallowRef<T[]>
  error: ShallowRef<ApiError | null>
  busy: Ref<boolean>
  /** The first page has arrived at least once since the last `restart`. */
  ready: Ref<boolean>
  ended: ComputedRef<boolean>
  /** Begins anew, for instance with another filter; `keep` leaves the old items until the new ones are here. */
  restart(keep?: boolean): Promise<void>
  more(): Promise<void>
  /** Starts from a first page that came with another answer. */
  seed(page: Page<T>): void
}

/** An endless list over the server's cursor. A failed page keeps what is there and can be asked for again. */
export const usePages = <T extends { id: string }>(
  ask: (cursor: string | undefined) => Promise<Page<T>>,
): PagedList<T> => {
  const items = shallowRef<T[]>([])
  const error = shallowRef<ApiError | null>(null)
  const busy = ref(false)
  const ready = ref(false)
  const cursor = ref<string | null>(null)
  let newest = 0

  const take = (page: Page<T>, first: boolean): void => {
    const known = new Set(first ? [] : items.value.map((item) => item.id))
    const fresh = page.items.filter((item) => !known.has(item.id))
    items.value = first ? fresh : [...items.value, ...fresh]
    cursor.value = page.nextCursor
    ready.value = true
    error.value = null
  }

  const fetchPage = async (first: boolean): Promise<void> => {
    newest += 1
    const mine = newest
    busy.value = true
    try {
      const page = await ask(first ? undefined : (cursor.value ?? undefined))
      if (mine === newest) take(page, first)
    } catch (caught) {
      if (mine === newest)
        error.value = caught instanceof ApiError ? caught : new ApiError('UNKNOWN', String(caught), 0, '')
    } finally {
      if (mine === newest) busy.value = false
    }
  }

  const restart = (keep = false): Promise<void> => {
    if (!keep) {
      items.value = []
      ready.value = false
    }
    error.value = null
    return fetchPage(true)
  }

  const more = async (): Promise<void> => {
    if (busy.value || !ready.value || cursor.value === null) return
    await fetchPage(false)
  }

  const seed = (page: Page<T>): void => {
    newest += 1
    busy.value = false
    take(page, true)
  }

  return { items, error, busy, ready, ended: computed(() => ready.value && cursor.value === null), restart, more, seed }
}
