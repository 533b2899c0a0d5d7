import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { api } from '@/api'

const HOUR = 3_600_000

/** Provinces and cities as places a rate may name, by the prefix of their codes; a city reads with its province. */
export const useRegions = () => {
  const query = useQuery({ queryKey: ['regions'], queryFn: () => api.identity.regions(), staleTime: HOUR })
  const places = computed(() =>
    (query.data.value?.provinces ?? []).flatMap(([code, province, cities]) => [
      { prefix: code.slice(0, 2), name: province },
      ...(cities.length > 1
        ? cities.map(([city, name]) => ({ prefix: city.slice(0, 4), name: `${province} ${name}` }))
        : []),
    ]),
  )
  const names = computed(() => new Map(places.value.map(({ prefix, name }) => [prefix, name])))
  const nameOf = (prefix: string): string => names.value.get(prefix) ?? prefix
  return { places, nameOf }
}
