import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { api } from '@/api'

/** The carriers an operator may choose, in the shop's order. */
export const useCarriers = () => {
  const query = useQuery({ queryKey: ['carriers'], queryFn: () => api.fulfilment.carriers() })
  return computed(() => (query.data.value?.items ?? []).filter(({ enabled }) => enabled))
}
