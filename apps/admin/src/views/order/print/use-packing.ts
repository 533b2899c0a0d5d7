import { MAX_REVEALED_AT_ONCE } from '@jishi/contracts/order/order.terms'
import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { useRoute } from 'vue-router'
import { api } from '@/api'
import { asApiError } from '@/api/api-error'
import { uuid } from '@/composables/list-address'

/** The orders an address names, as they are printed: read anew each time, and never from before. */
export const usePacking = () => {
  const route = useRoute()
  const ids = computed(() =>
    String(route.query['ids'] ?? '')
      .split(',')
      .filter((id) => uuid.read(id) !== undefined)
      .slice(0, MAX_REVEALED_AT_ONCE),
  )
  const query = useQuery({
    queryKey: computed(() => ['packing', ids.value.join()]),
    queryFn: () => api.toShip.packing({ query: { ids: ids.value.join() } }),
    enabled: computed(() => ids.value.length > 0),
    staleTime: 0,
    gcTime: 0,
  })
  return {
    packing: computed(() => query.data.value),
    loading: computed(() => ids.value.length > 0 && query.isPending.value),
    error: computed(() => (query.error.value === null ? null : asApiError(query.error.value))),
  }
}

export const print = (): void => globalThis.print()
