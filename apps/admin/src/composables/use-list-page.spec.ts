import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { createSSRApp, effectScope, nextTick } from 'vue'
import { createMemoryHistory, createRouter, type Router } from 'vue-router'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ApiError } from '@/api/api-error'
import { oneOf, words } from './list-address'
import { statusOf, useListPage, type ListPage } from './use-list-page'

const spec = { state: oneOf(['paid', 'shipped'] as const), q: words(10) }
type Row = { id: string }
const load = vi.fn<
  (query: { state?: string; q?: string; cursor?: string | undefined }) => Promise<{
    items: Row[]
    nextCursor: string | null
  }>
>()

const pageAfter = (cursor: string | undefined) => {
  const number = cursor === undefined ? 1 : Number(cursor)
  return { items: [{ id: `row-${number}` }], nextCursor: number < 3 ? String(number + 1) : null }
}

let router: Router
let list: ListPage<typeof spec, Row>
const scope = { stop: (): void => undefined }
const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await nextTick()
  await new Promise((resolve) => setTimeout(resolve, 5))
}

beforeEach(async () => {
  load.mockReset()
  load.mockImplementation(({ cursor }) => Promise.resolve(pageAfter(cursor)))
  // The memory history keeps no state of its own, so the entry's state is handed to where the browser would have it.
  vi.stubGlobal('history', { state: null })
  router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/orders', component: {} }] })
  for (const how of ['push', 'replace'] as const) {
    const go = router[how].bind(router)
    router[how] = (to) => {
      if (typeof to === 'object') vi.stubGlobal('history', { state: to.state ?? null })
      return go(to)
    }
  }
  await router.push('/orders?state=paid&kept=1')
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  const app = createSSRApp({}).use(router).use(VueQueryPlugin, { queryClient: client })
  const effects = effectScope()
  list = app.runWithContext(() => effects.run(() => useListPage({ name: 'orders', spec, load }))) as typeof list
  scope.stop = () => effects.stop()
  await settled()
})
afterEach(() => {
  scope.stop()
  vi.unstubAllGlobals()
})

describe('a list page', () => {
  it('asks for what the address says', () => {
    expect(load).toHaveBeenCalledWith({ state: 'paid', cursor: undefined })
    expect(list.rows.value).toEqual([{ id: 'row-1' }])
    expect(list.status.value).toBe('ready')
  })

  it('writes a changed filter into the address, from its first page on, and leaves the rest of it', async () => {
    list.next()
    await settled()
    list.change({ q: 'abc' })
    await settled()
    expect(router.currentRoute.value.query).toEqual({ state: 'paid', q: 'abc', kept: '1' })
    expect(load).toHaveBeenLastCalledWith({ state: 'paid', q: 'abc', cursor: undefined })
  })

  it('turns pages forward and back by their cursors', async () => {
    list.next()
    await settled()
    list.next()
    await settled()
    expect(router.currentRoute.value.query['cursor']).toBe('3')
    expect(list.turner.value).toEqual({ page: 3, previous: true, next: false })
    list.previous()
    await settled()
    expect(router.currentRoute.value.query['cursor']).toBe('2')
    expect(list.turner.value).toEqual({ page: 2, previous: true, next: true })
    list.previous()
    await settled()
    expect(router.currentRoute.value.query['cursor']).toBeUndefined()
    expect(list.rows.value).toEqual([{ id: 'row-1' }])
  })

  it('does not claim a page number behind a pasted address', async () => {
    vi.stubGlobal('history', { state: null })
    await router.push('/orders?cursor=2')
    await settled()
    expect(list.turner.value).toEqual({ page: null, previous: true, next: true })
    list.previous()
    await settled()
    expect(router.currentRoute.value.query['cursor']).toBeUndefined()
  })

  it('clears every filter at once', async () => {
    list.clear()
    await settled()
    expect(list.filtered.value).toBe(false)
    expect(router.currentRoute.value.query).toEqual({ kept: '1' })
  })

  it('keeps the rows it has while a refresh fails', async () => {
    load.mockRejectedValueOnce(new ApiError('NETWORK', 'no connection', 0, 'r1'))
    list.refresh()
    await settled()
    expect(list.status.value).toBe('ready')
    expect(list.error.value?.code).toBe('NETWORK')
  })
})

describe('what a list shows', () => {
  const error = (code: 'FORBIDDEN' | 'INTERNAL'): ApiError => new ApiError(code, '', 500, '')
  it.each([
    [undefined, null, 'loading'],
    [undefined, error('FORBIDDEN'), 'denied'],
    [undefined, error('INTERNAL'), 'error'],
    [[], null, 'empty'],
    [[1], null, 'ready'],
    [[1], error('INTERNAL'), 'ready'],
  ])('%o with %o is %s', (rows, failure, status) => {
    expect(statusOf(rows, failure)).toBe(status)
  })
})
