import { createPinia, setActivePinia } from 'pinia'
import { nextTick } from 'vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { places } from '@/composables/places'
import { useSession } from '@/stores/session'
import { forgetAll, situation } from '../../../test/fake-platform'
import { ok, serve, type Answer, type Seen } from '../../../test/fake-server'
import { useApply } from './apply-form'

const line = {
  ...{ lineId: 'l1', skuId: 's1', spuId: 'p1', title: '苹果', skuLabel: '', picture: null, qty: 3, freeQty: 3 },
  ...{
    shippedQty: 3,
    noReasonUntil: null,
    noReasonObstacle: null,
    kinds: ['refund_only', 'return_refund'],
    obstacle: null,
  },
}
const options = {
  orderId: 'o1',
  lines: [line],
  underWayIds: [],
  answerWithinMs: 1,
  serverTime: '2026-01-01T00:00:00.000Z',
}
const preview = {
  lines: [],
  goodsFen: 1_000,
  freightFen: 0,
  proposedFen: 1_000,
  returnFreight: 'buyer',
  fastRefund: false,
}
const PNG = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 0]).buffer

const sent = (seen: Seen[]) => seen.filter(({ method, url }) => method === 'POST' && url === '/api/shop/after-sales')
const shop = (apply: Answer): Seen[] =>
  serve((call) => {
    if (call.url.endsWith('/after-sale-options')) return ok(options)
    if (call.url === '/api/shop/after-sales/preview') return ok(preview)
    if (call.url.startsWith('/api/shop/uploads')) return ok({ id: 'p'.repeat(22), width: 1, height: 1, colour: '#fff' })
    return apply(call)
  })
const opened = async () => {
  const form = useApply(() => ({ orderId: 'o1', lineId: 'l1' }))
  await form.load()
  return form
}
const counted = async (form: Awaited<ReturnType<typeof opened>>): Promise<void> => {
  await nextTick()
  await vi.waitFor(() => expect(form.proposedFen.value).toBe(1_000), { timeout: 20_000 })
}

describe('asking for an after-sale', () => {
  beforeEach(() => {
    forgetAll()
    setActivePinia(createPinia())
    useSession()
    vi.spyOn(places, 'saleInstead').mockReturnValue()
  })
  afterEach(() => vi.restoreAllMocks())

  it('begins with one piece of the line one came from, to be sent back', async () => {
    shop(() => ok({ id: 'a1' }))
    const form = await opened()
    expect([form.kind.value, form.picks.value]).toEqual(['return_refund', { l1: 1 }])
  })

  it('sends what was chosen, the pictures that arrived, and less than the whole only where less was typed', async () => {
    const seen = shop(() => ok({ id: 'a1' }))
    const form = await opened()
    form.reason.value = 'quality'
    form.pick('l1', 2)
    situation.pictures.push(PNG)
    await form.photos.add()
    await vi.waitFor(() => expect(form.photos.settled.value).toBe(true), { timeout: 20_000 })
    await counted(form)
    form.amount.value = '9.5'
    form.text.value = ' 有烂果 '
    form.submit()
    await vi.waitFor(() => expect(places.saleInstead).toHaveBeenCalledWith('a1'), { timeout: 20_000 })
    expect(sent(seen)[0]?.body).toEqual({
      ...{ orderId: 'o1', kind: 'return_refund', reason: 'quality', lines: [{ lineId: 'l1', qty: 2 }] },
      ...{ askedFen: 950, text: '有烂果', photoIds: ['p'.repeat(22)] },
    })
  })

  it('keeps every word when it is refused, and the key while the answer is not known', async () => {
    let tries = 0
    const seen = shop(() => {
      tries += 1
      // The transport itself tries three times under one key before it gives up.
      if (tries <= 3) return 'lost'
      return {
        status: 409,
        body: { code: 'AFTER_SALE_NOT_POSSIBLE', message: '', requestId: 'r', details: { obstacle: 'TOO_MANY' } },
      }
    })
    const form = await opened()
    form.reason.value = 'damaged'
    form.text.value = '盒子碎了'
    await counted(form)
    form.submit()
    await vi.waitFor(() => expect(form.busy.value).toBe(false), { timeout: 10_000 })
    form.submit()
    await vi.waitFor(() => expect(sent(seen)).toHaveLength(4), { timeout: 20_000 })
    await vi.waitFor(() => expect(form.busy.value).toBe(false), { timeout: 20_000 })
    expect(new Set(sent(seen).map(({ header }) => header['Idempotency-Key'])).size).toBe(1)
    expect([form.text.value, form.reason.value, form.picks.value]).toEqual(['盒子碎了', 'damaged', { l1: 1 }])
    expect(places.saleInstead).not.toHaveBeenCalled()
  })

  it('sends nothing while something is missing', async () => {
    const seen = shop(() => ok({ id: 'a1' }))
    const form = await opened()
    form.submit()
    form.reason.value = 'quality'
    await counted(form)
    form.amount.value = '10.01'
    form.submit()
    expect(sent(seen)).toHaveLength(0)
  })

  it('asks for the goods that are wanted in exchange, and never for an amount', async () => {
    const seen = serve((call) => {
      if (call.url.endsWith('/after-sale-options'))
        return ok({ ...options, lines: [{ ...line, kinds: [...line.kinds, 'exchange'] }] })
      if (call.url.endsWith('/exchange-options')) return ok({ orderId: 'o1', lines: [] })
      if (call.url.endsWith('/preview'))
        return ok({ ...preview, proposedFen: 0, exchange: { lines: [], differenceFen: 700 } })
      return ok({ id: 'a1' })
    })
    const form = await opened()
    form.choose('exchange')
    form.reason.value = 'no_reason'
    form.amount.value = '1'
    form.submit()
    expect(sent(seen)).toHaveLength(0)
    form.want('l1', 's2')
    await nextTick()
    await vi.waitFor(() => expect(form.counted.value.value?.exchange?.differenceFen).toBe(700), { timeout: 20_000 })
    form.submit()
    await vi.waitFor(() => expect(places.saleInstead).toHaveBeenCalledWith('a1'), { timeout: 20_000 })
    expect(sent(seen)[0]?.body).toEqual({
      ...{ orderId: 'o1', kind: 'exchange', reason: 'no_reason', lines: [{ lineId: 'l1', qty: 1, skuId: 's2' }] },
    })
  })

  it('takes no file that is no picture', async () => {
    shop(() => ok({ id: 'a1' }))
    const form = await opened()
    situation.pictures.push(new TextEncoder().encode('<svg/>').buffer as ArrayBuffer)
    await form.photos.add()
    expect(form.photos.photos.value).toEqual([])
  })
})
