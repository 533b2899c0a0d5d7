import type { ProductFacets } from '@jishi/contracts/shopfront/search.schema'
import type { SearchFallback } from '@jishi/contracts/shopfront/search.terms'
import type { ProductCard } from '@jishi/contracts/shopfront/shopfront.schema'
import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { platform } from '#platform'
import { api } from '@/api'
import { usePages, type PagedList } from '@/composables/pages'
import { addressOf, askOf, NO_FILTERS, type Filters } from './filters'

export interface Found {
  fallback: SearchFallback | null
  words: string[]
}

export interface ProductList {
  goods: PagedList<ProductCard>
  filters: Ref<Filters>
  facets: ShallowRef<ProductFacets | null>
  found: Ref<Found>
  /** Begins the list anew with other filters, and writes them into the address. */
  apply(next: Filters): Promise<void>
}

/** A list of goods and what it was narrowed to. Facets come beside it; without them the list is whole. */
export const useProductList = (): ProductList => {
  const filters = ref<Filters>(NO_FILTERS)
  const facets = shallowRef<ProductFacets | null>(null)
  const found = ref<Found>({ fallback: null, words: [] })
  let newest = 0

  const goods = usePages<ProductCard>(async (cursor) => {
    const mine = newest
    const { sort } = filters.value
    const page = await api.shopfront.products({ query: { ...askOf(filters.value), sort, cursor } })
    if (mine === newest && cursor === undefined) found.value = { fallback: page.fallback, words: page.words }
    return page
  })

  const count = async (): Promise<void> => {
    const mine = newest
    try {
      const answer = await api.search.facets({ query: askOf(filters.value) })
      if (mine === newest) facets.value = answer
    } catch {
      if (mine === newest) facets.value = null
    }
  }

  const apply = async (next: Filters): Promise<void> => {
    newest += 1
    filters.value = next
    platform.keepQuery(addressOf(next))
    await Promise.all([goods.restart(), count()])
  }

  return { goods, filters, facets, found, apply }
}
