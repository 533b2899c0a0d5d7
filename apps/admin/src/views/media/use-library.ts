import type { MediaItem, MediaQuery } from '@jishi/contracts/media/media.schema'
import { shallowRef, type ShallowRef } from 'vue'
import { api } from '@/api'
import { asApiError, type ApiError } from '@/api/api-error'

const PAGE = 40

/** The library page after page under one query; what an earlier query still answers is let go. */
export const useLibrary = (
  query: () => MediaQuery,
): {
  items: ShallowRef<readonly MediaItem[]>
  loading: ShallowRef<boolean>
  failure: ShallowRef<ApiError | null>
  /** There is more behind what is shown. */
  more: ShallowRef<boolean>
  reload(): Promise<void>
  next(): Promise<void>
  put(item: MediaItem): void
  take(id: string): void
} => {
  const items = shallowRef<readonly MediaItem[]>([])
  const loading = shallowRef(false)
  const failure = shallowRef<ApiError | null>(null)
  const more = shallowRef(false)
  let cursor: string | undefined
  let asked = 0

  const load = async (after: string | undefined): Promise<void> => {
    const turn = (asked += 1)
    loading.value = true
    failure.value = null
    try {
      const page = await api.media.pictures({ query: { ...query(), limit: PAGE, cursor: after } })
      if (turn !== asked) return
      items.value = after === undefined ? page.items : [...items.value, ...page.items]
      cursor = page.nextCursor ?? undefined
      more.value = cursor !== undefined
    } catch (error) {
      if (turn === asked) failure.value = asApiError(error)
    } finally {
      if (turn === asked) loading.value = false
    }
  }
  return {
    items,
    loading,
    failure,
    more,
    reload: () => load(undefined),
    next: async () => {
      if (more.value && !loading.value) await load(cursor)
    },
    put: (item) => {
      const known = items.value.some(({ id }) => id === item.id)
      items.value = known ? items.value.map((one) => (one.id === item.id ? item : one)) : [item, ...items.value]
    },
    take: (id) => (items.value = items.value.filter((one) => one.id !== id)),
  }
}
