import type { ProductFacets } from '@jishi/contracts/shopfront/search.schema'
import { onUnmounted, ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { api } from '@/api'
import { askOf, type Filters } from './filters'

const PAUSE_MS = 200

export interface FilterDraft {
  draft: Ref<Filters>
  /** What the shop counts for the draft; the numbers before stay until new ones are here. */
  facets: ShallowRef<ProductFacets | null>
  counting: Ref<boolean>
  begin(filters: Filters, known: ProductFacets | null): void
  change(next: Filters): void
}

/** Choices that are still being made: each one is counted anew, and only the newest count is shown. */
export const useFilterDraft = (start: Filters): FilterDraft => {
  const draft = ref<Filters>(start)
  const facets = shallowRef<ProductFacets | null>(null)
  const counting = ref(false)
  let newest = 0
  let timer: ReturnType<typeof setTimeout> | null = null

  const count = async (mine: number): Promise<void> => {
    try {
      const answer = await api.search.facets({ query: askOf(draft.value) })
      if (mine === newest) facets.value = answer
    } catch {
      // The earlier numbers stay; the list itself will say what is wrong.
    } finally {
      if (mine === newest) counting.value = false
    }
  }
  const recount = (afterMs: number): void => {
    newest += 1
    const mine = newest
    counting.value = true
    if (timer !== null) clearTimeout(timer)
    timer = setTimeout(() => void count(mine), afterMs)
  }

  const begin = (filters: Filters, known: ProductFacets | null): void => {
    draft.value = filters
    facets.value = known
    recount(0)
  }
  const change = (next: Filters): void => {
    draft.value = next
    recount(PAUSE_MS)
  }

  onUnmounted(() => {
    newest += 1
    if (timer !== null) clearTimeout(timer)
  })
  return { draft, facets, counting, begin, change }
}
