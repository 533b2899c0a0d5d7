import { seckillRoutes } from '@jishi/contracts/seckill/seckill.routes'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { places } from '@/composables/places'
import { wallets } from '@/composables/wallets'
import { useSession } from '@/stores/session'
import { forgetAll } from '../../../test/fake-platform'
import { ok, refuse, serve, type Seen } from '../../../test/fake-server'
import { useCheckout } from './checkout-page'
import { takenRoute } from './held-take'

const quote = {
  ...{ quoteId: 'q', lines: [], rules: [], problems: [], noReasonExcluded: [] as string[] },
  totals: { payableFen: 100, qty: 1 },
  delivery: { promise: '', deliverable: true, methods: ['express'], needsAddress: true },
}
const kindsOf = (seen: Seen[], url: string): unknown[] =>
  seen.filter((call) => call.url === url).map(({ body }) => (body as { kind?: unknown }).kind)

describe('a checkout with what was won in a flash sale', () => {
  beforeEach(() => {
    forgetAll()
    setActivePinia(createPinia())
    useSession()
    wallets.options.value = []
    vi.spyOn(places, 'payResult').mockResolvedValue()
    vi.spyOn(places, 'orderInstead').mockReturnValue()
  })
  afterEach(() => {
    vi.useRealTimers()
    vi.restoreAllMocks()
  })

  const shop = (orders: () => ReturnType<typeof ok>, take: object = {}): Seen[] =>
    serve((call) => {
      if (call.url === '/api/shop/addresses') return ok({ items: [{ id: 'a1', isDefault: true }], nextCursor: null })
      if (call.url === '/api/shop/quotes') return ok(quote)
      if (call.url === '/api/shop/orders') return orders()
      if (call.url !== '/api/shop/seckill/takes/t1') return refuse(503, 'PAYMENT_CHANNEL_DOWN')
      const serverTime = new Date().toISOString()
      const payUntil = new Date(Date.now() + 5_000).toISOString()
      return ok({ id: 't1', title: '苹果', state: 'won', orderId: null, serverTime, payUntil, ...take })
    })
  const open = async () => {
    const page = useCheckout()
    page.start('s1', '1', 't1')
    await page.run()
    await page.held.load()
    return page
  }

  it('asks the contracts’ way', () => {
    expect(takenRoute.taken).toMatchObject({
      ...{ method: seckillRoutes.taken.method, path: seckillRoutes.taken.path },
      ...{ access: seckillRoutes.taken.access, idempotency: seckillRoutes.taken.idempotency },
    })
  })

  it('is priced and placed as what it is', async () => {
    const seen = shop(() => ok({ id: 'o1' }))
    const page = await open()
    page.order()
    await vi.waitFor(() => expect(places.payResult).toHaveBeenCalled(), { timeout: 20_000 })
    const kind = { code: 'seckill', ref: 't1' }
    expect(kindsOf(seen, '/api/shop/quotes')).toEqual([kind])
    expect(kindsOf(seen, '/api/shop/orders')).toEqual([kind])
  })

  it('says so when the shop holds it no more', async () => {
    shop(() => refuse(409, 'SECKILL_TAKE_GONE'))
    const page = await open()
    page.order()
    await vi.waitFor(() => expect(page.question.value?.kind).toBe('take'), { timeout: 20_000 })
  })

  it('says so at the moment it runs out', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] })
    shop(() => ok({ id: 'o1' }))
    const page = await open()
    expect(page.question.value).toBeNull()
    vi.advanceTimersByTime(6_000)
    expect(page.question.value?.kind).toBe('take')
  })

  it('goes to its order where there is one', async () => {
    shop(() => ok({}), { state: 'ordered', orderId: 'o7' })
    await open()
    expect(places.orderInstead).toHaveBeenCalledWith('o7')
  })

  it('names no kind where nothing was won', async () => {
    const seen = shop(() => ok({}))
    const page = useCheckout()
    page.start('s1', '1', undefined)
    await page.run()
    await page.held.load()
    expect(kindsOf(seen, '/api/shop/quotes')).toEqual([undefined])
    expect(page.held.take.value).toBeNull()
  })
})
