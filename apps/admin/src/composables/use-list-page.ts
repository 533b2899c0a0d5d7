import type { Page } from '@jishi/contracts/primitives.schema'
import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, type ComputedRef, type Ref } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { asApiError, type ApiError } from '@/api/api-error'
import { addressOf, cursorOf, filtersOf, type FilterSpec, type FilterValues } from './list-address'

export type ListStatus = 'loading' | 'denied' | 'error' | 'empty' | 'ready'

export interface ListPageOptions<S extends FilterSpec, Row> {
  /** First part of the query's key; invalidating it refreshes every page of this list. */
  name: string
  spec: S
  load(query: FilterValues<S> & { cursor?: string | undefined }): Promise<Page<Row>>
}

export interface ListPage<S extends FilterSpec, Row> {
  filters: ComputedRef<FilterValues<S>>
  filtered: ComputedRef<boolean>
  rows: ComputedRef<readonly Row[]>
  status: ComputedRef<ListStatus>
  /** The last refusal or failure; rows may still stand from before. */
  error: ComputedRef<ApiError | null>
  /** Waiting for rows while older ones are still shown. */
  busy: Ref<boolean>
  turner: ComputedRef<{ page: number | null; previous: boolean; next: boolean }>
  change(patch: FilterValues<S>, how?: 'push' | 'replace'): void
  clear(): void
  next(): void
  previous(): void
  first(): void
  refresh(): void
}

/** Cursors of the pages before this one, '' for the first. Kept in the history entry, so back and refresh know them. */
const trailHere = (): string[] => {
  const trail: unknown = (globalThis.history.state as { trail?: unknown } | null)?.trail
  return Array.isArray(trail) ? trail.filter((cursor): cursor is string => typeof cursor === 'string') : []
}

export const statusOf = (rows: readonly unknown[] | undefined, error: ApiError | null): ListStatus => {
  if (rows === undefined) {
    if (error === null) return 'loading'
    return error.code === 'FORBIDDEN' ? 'denied' : 'error'
  }
  return rows.length === 0 ? 'empty' : 'ready'
}

/** A list whose address is its whole state: a refresh, the back button and a pasted link all show the same rows. */
export const useListPage = <S extends FilterSpec, Row>(options: ListPageOptions<S, Row>): ListPage<S, Row> => {
  const route = useRoute()
  const router = useRouter()
  const filters = computed(() => filtersOf(options.spec, route.query))
  const cursor = computed(() => cursorOf(route.query))
  const here = computed(() => JSON.stringify(filters.value))
  const query = useQuery({
    queryKey: computed(() => [options.name, 'list', here.value, cursor.value ?? '']),
    queryFn: () => options.load({ ...filters.value, cursor: cursor.value }),
    placeholderData: keepPreviousData,
  })
  const data = computed(() => query.data.value as Page<Row> | undefined)
  const error = computed(() => (query.error.value === null ? null : asApiError(query.error.value)))
  const trail = computed(() => (route.fullPath === '' ? [] : trailHere()))

  const go = (to: FilterValues<S>, at: string | undefined, path: string[], how: 'push' | 'replace' = 'push'): void => {
    void router[how]({ query: addressOf(options.spec, to, at, route.query), state: { trail: path } })
  }
  const first = (): void => go(filters.value, undefined, [])

  return {
    filters,
    filtered: computed(() => Object.keys(filters.value).length > 0),
    rows: computed(() => data.value?.items ?? []),
    status: computed(() => statusOf(data.value?.items, error.value)),
    error,
    busy: query.isPlaceholderData,
    turner: computed(() => ({
      // Behind a pasted link nobody knows how many pages lie before this one.
      page: cursor.value !== undefined && trail.value.length === 0 ? null : trail.value.length + 1,
      previous: cursor.value !== undefined,
      next: typeof data.value?.nextCursor === 'string' && !query.isPlaceholderData.value,
    })),
    change: (patch, how) => go({ ...filters.value, ...patch }, undefined, [], how),
    clear: () => go({}, undefined, []),
    next: () => {
      const onward = data.value?.nextCursor
      if (typeof onward === 'string') go(filters.value, onward, [...trail.value, cursor.value ?? ''])
    },
    previous: () => {
      const back = trail.value[trail.value.length - 1]
      if (back === undefined || back === '') first()
      else go(filters.value, back, trail.value.slice(0, -1))
    },
    first,
    refresh: () => void query.refetch(),
  }
}
