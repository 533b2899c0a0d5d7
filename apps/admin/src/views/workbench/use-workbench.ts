import { TREND_DAYS, type TrendDays } from '@jishi/contracts/insight/insight.terms'
import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { api } from '@/api'
import { asApiError } from '@/api/api-error'

const EVERY_MS = 60_000
const USUAL: TrendDays = '30'

/** The day's figures and the trend; asked again each minute while the page is looked at, never in the background. */
export const useWorkbench = () => {
  const route = useRoute()
  const router = useRouter()
  const days = computed<TrendDays>(() => TREND_DAYS.find((value) => value === route.query['days']) ?? USUAL)
  const choose = (chosen: TrendDays): void =>
    void router.replace({ query: { ...route.query, days: chosen === USUAL ? undefined : chosen } })

  const desk = useQuery({
    queryKey: ['workbench', 'now'],
    queryFn: () => api.insight.workbench(),
    refetchInterval: EVERY_MS,
    refetchOnWindowFocus: true,
  })
  const range = useQuery({
    queryKey: computed(() => ['workbench', 'trend', days.value]),
    queryFn: () => api.insight.trend({ query: { days: days.value } }),
    refetchInterval: EVERY_MS,
    placeholderData: keepPreviousData,
  })
  const error = computed(() => {
    const found = desk.error.value ?? range.error.value
    return found === null ? null : asApiError(found)
  })
  const refresh = (): void => {
    void desk.refetch()
    void range.refetch()
  }
  return {
    desk: computed(() => desk.data.value),
    trend: computed(() => range.data.value),
    busy: computed(() => desk.isFetching.value || range.isFetching.value),
    ...{ error, days, choose, refresh },
  }
}
