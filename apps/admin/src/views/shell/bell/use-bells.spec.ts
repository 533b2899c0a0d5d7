import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { createPinia, setActivePinia } from 'pinia'
import { createSSRApp, effectScope, nextTick } from 'vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { useBell } from '@/stores/bell'
import { unseenAloud, unseenTitle } from './bell-words'
import { useBells } from './use-bells'

const mocks = vi.hoisted(() => ({
  orders: vi.fn<() => Promise<unknown>>(),
  cases: vi.fn<() => Promise<unknown>>(),
  played: [] as string[],
  may: new Set<string>(),
}))
vi.mock('@/api', () => ({
  api: { toShip: { arrivals: mocks.orders }, afterSale: { adminArrivals: mocks.cases } },
}))
vi.mock('@/composables/tones', () => ({
  heard: { value: true },
  allowSound: () => Promise.resolve(true),
  play: (tune: string) => void mocks.played.push(tune),
}))
vi.mock('@/stores/session', () => ({
  useSession: () => ({ operator: { id: 'op' }, can: (permission: string) => mocks.may.has(permission) }),
}))

const AT = '2026-11-30T08:00:00.000Z'
const orders = (...ids: string[]) => ({ items: ids.map((id) => ({ id, paidAt: AT })), nextCursor: null })
const cases = (...ids: string[]) => ({ items: ids.map((id) => ({ id, appliedAt: AT })), nextCursor: null })

describe('the bell of the shop', () => {
  let client: QueryClient
  const scope = { stop: (): void => undefined }
  const flushed = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn += 1) {
      await nextTick()
      await vi.advanceTimersByTimeAsync(0)
    }
  }
  const sitDown = async (): Promise<ReturnType<typeof useBell>> => {
    const pinia = createPinia()
    setActivePinia(pinia)
    client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
    const app = createSSRApp({}).use(pinia).use(VueQueryPlugin, { queryClient: client })
    const effects = effectScope()
    app.runWithContext(() => effects.run(useBells))
    scope.stop = () => effects.stop()
    const store = useBell()
    store.choose('on')
    await flushed()
    return store
  }
  const lookedAgain = async (): Promise<void> => {
    await client.refetchQueries()
    await flushed()
    await vi.advanceTimersByTimeAsync(2_000)
  }

  beforeEach(() => {
    vi.useFakeTimers()
    vi.stubGlobal('document', { hidden: false })
    vi.stubGlobal('BroadcastChannel', undefined)
    Reflect.deleteProperty(globalThis, 'BroadcastChannel')
    mocks.played.length = 0
    mocks.may = new Set(['order.read', 'after-sale.read'])
    mocks.orders.mockReset().mockResolvedValue(orders('a'))
    mocks.cases.mockReset().mockResolvedValue(cases('x'))
  })
  afterEach(() => {
    scope.stop()
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })

  it('rings for an after-sale with a tone of its own, and says so in the title', async () => {
    const store = await sitDown()
    expect(mocks.played).toEqual([])
    mocks.cases.mockResolvedValue(cases('y', 'x'))
    await lookedAgain()
    expect(mocks.played).toEqual(['afterSale'])
    expect(store.unseen).toEqual({ order: 0, afterSale: 1 })
    expect(unseenTitle(store.unseen)).toBe('(1) 新售后 · ')
    expect(unseenAloud(store.unseen)).toBe('来了 1 笔新售后。')
    await lookedAgain()
    expect(mocks.played).toEqual(['afterSale'])
  })

  it('rings for both where both came in', async () => {
    const store = await sitDown()
    mocks.orders.mockResolvedValue(orders('c', 'b', 'a'))
    mocks.cases.mockResolvedValue(cases('y', 'x'))
    await lookedAgain()
    expect(mocks.played.toSorted()).toEqual(['afterSale', 'order'])
    expect(unseenTitle(store.unseen)).toBe('(3) 新订单 · 新售后 · ')
    store.seen()
    expect(unseenTitle(store.unseen)).toBe('')
  })

  it('counts but stays silent where it is switched off, and does not look where nobody may', async () => {
    mocks.may.delete('order.read')
    const store = await sitDown()
    store.choose('off')
    mocks.cases.mockResolvedValue(cases('y', 'x'))
    await lookedAgain()
    expect(mocks.played).toEqual([])
    expect(store.unseen).toEqual({ order: 0, afterSale: 1 })
    expect(mocks.orders).not.toHaveBeenCalled()
  })
})
