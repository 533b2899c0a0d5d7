import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { api } from '@/api'
import { useSession } from '@/stores/session'

const EVERY_MS = 60_000

/** How many orders are in each state; the badge in the navigation and the tabs of the list read the same answer. */
export const useOrderCounts = () => {
  const session = useSession()
  const { data } = useQuery({
    queryKey: ['orders', 'counts'],
    queryFn: () => api.order.adminCounts(),
    enabled: computed(() => session.can('order.read')),
    refetchInterval: EVERY_MS,
  })
  return data
}
