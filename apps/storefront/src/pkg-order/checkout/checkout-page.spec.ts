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
  delivery: { promise: '', deliverable: true, arrivesOn: null, methods: ['express'], needsAddress: true },
  problems: [],
  noReasonExcluded: [] as string[],
})
const placed = (seen: Seen[]) => seen.filter((call) => call.method === 'POST' && call.url === '/api/shop/orders')

const start = (): void => {
  forgetAll()
  setActivePinia(createPinia())
  useSession()
  wallets.options.value = []
  vi.spyOn(places, 'payResult').mockResolvedValue()
}

describe('goods that cannot be sent back without a reason', () => {
  beforeEach(start)
  afterEach(() => vi.restoreAllMocks())

  /** A second sort of goods loses the right while the page is open. */
  const shop = (known: { excluded: string[] }): Seen[] =>
    serve((call) => {
      if (call.url === '/api/shop/addresses') return ok({ items: [address], nextCursor: null })
      if (call.url === '/api/shop/quotes') return ok({ ...quoteOf('q'), noReasonExcluded: known.excluded })
      if (call.url !== '/api/shop/orders') return refuse(503, 'PAYMENT_CHANNEL_DOWN')
      const { noReasonConfirmed = [] } = call.body as { noReasonConfirmed?: string[] }
      const told = known.excluded.every((skuId) => noReasonConfirmed.includes(skuId))
      return told ? ok({ id: 'o1' }) : refuse(409, 'NO_REASON_UNCONFIRMED')
    })

  it('are ticked before the order is sent, and named in it', async () => {
    const seen = shop({ excluded: ['s1'] })
    const shown = vi.fn()
    Object.assign(uni, { pageScrollTo: shown })
    const page = useCheckout()
    await page.run()
    page.order()
    expect(page.noReason.missed.value).toBe(true)
    expect(shown).toHaveBeenCalledWith(expect.objectContaining({ selector: '#no-reason' }))
    expect(placed(seen)).toHaveLength(0)
    page.noReason.tick()
    expect(page.noReason.missed.value).toBe(false)
    page.order()
    await vi.waitFor(() => expect(places.payResult).toHaveBeenCalledWith('o1', false), { timeout: 20_000 })
    expect(placed(seen).map(({ body }) => (body as { noReasonConfirmed: string[] }).noReasonConfirmed)).toEqual([
      ['s1'],
    ])
  })

  it('are asked about again when there are more of them, and the note is kept', async () => {
    const known = { excluded: [] as string[] }
    const seen = shop(known)
    const page = useCheckout()
    await page.run()
    page.note.value = '放门口'
    known.excluded = ['s1']
    page.order()
    await vi.waitFor(() => expect(page.noReason.excluded.value).toEqual(['s1']), { timeout: 20_000 })
    expect(page.noReason.ticked.value).toBe(false)
    page.noReason.tick()
    await vi.waitFor(() => expect(page.busy.value || page.submitting.value).toBe(false), { timeout: 20_000 })
    page.order()
    await vi.waitFor(() => expect(places.payResult).toHaveBeenCalledWith('o1', false), { timeout: 20_000 })
    expect(placed(seen).at(-1)?.body).toMatchObject({ noReasonConfirmed: ['s1'], note: '放门口' })
  })
})

describe('the network is lost while an order is being placed', () => {
  beforeEach(start)
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
    await vi.waitFor(() => expect(page.question.value?.kind).toBe('unsure'), { timeout: 20_000 })
    page.refresh()
    network.up = true
    page.answer(true)
    await vi.waitFor(() => expect(places.payResult).toHaveBeenCalledWith('o1', false), { timeout: 20_000 })
    const tries = placed(seen)
    expect(tries.length).toBeGreaterThan(1)
    expect(new Set(tries.map((call) => call.header['Idempotency-Key'])).size).toBe(1)
    expect(new Set(tries.map((call) => JSON.stringify(call.body))).size).toBe(1)
    expect(seen.filter((call) => call.url === '/api/shop/quotes')).toHaveLength(1)
  })
})
