import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { places } from '@/composables/places'
import { wallets } from '@/composables/wallets'
import { useSession } from '@/stores/session'
import { forgetAll } from '../../../test/fake-platform'
import { ok, refuse, serve, type Seen } from '../../../test/fake-server'
import { useCheckout } from './checkout-page'

const address = { id: 'a1', isDefault: true }
const quoteOf = (quoteId: string) => ({
  quoteId,
  lines: [],
  rules: [],
  totals: { payableFen: 100, qty: 1 },
  delivery: { promise: '', deliverable: true, methods: ['express'], needsAddress: true },
  problems: [],
})
const placed = (seen: Seen[]) => seen.filter((call) => call.method === 'POST' && call.url === '/api/shop/orders')

describe('the network is lost while an order is being placed', () => {
  beforeEach(() => {
    forgetAll()
    setActivePinia(createPinia())
    useSession()
    wallets.options.value = []
    vi.spyOn(places, 'payResult').mockResolvedValue()
  })
  afterEach(() => vi.restoreAllMocks())

  /** Prices move with every question, so that asking again in between would make other words. */
  const shop = (network: { up: boolean }): Seen[] => {
    let price = 0
    return serve((call) => {
      if (call.url === '/api/shop/addresses') return ok({ items: [address], nextCursor: null })
      if (call.url === '/api/shop/orders') return network.up ? ok({ id: 'o1' }) : 'lost'
      if (call.url !== '/api/shop/quotes') return refuse(503, 'PAYMENT_CHANNEL_DOWN')
      price += 1
      return ok(quoteOf(String(price).repeat(64)))
    })
  }

  it('keeps the words and the key until the shopper has an answer, even when the page is shown anew', async () => {
    const network = { up: false }
    const seen = shop(network)
    const page = useCheckout()
    page.start('s1', '2')
    await page.run()
    page.order()
    await vi.waitFor(() => expect(page.question.value?.kind).toBe('unsure'), { timeout: 4_000 })
    page.refresh()
    network.up = true
    page.answer(true)
    await vi.waitFor(() => expect(places.payResult).toHaveBeenCalledWith('o1', false))
    const tries = placed(seen)
    expect(tries.length).toBeGreaterThan(1)
    expect(new Set(tries.map((call) => call.header['Idempotency-Key'])).size).toBe(1)
    expect(new Set(tries.map((call) => JSON.stringify(call.body))).size).toBe(1)
    expect(seen.filter((call) => call.url === '/api/shop/quotes')).toHaveLength(1)
  })
})
