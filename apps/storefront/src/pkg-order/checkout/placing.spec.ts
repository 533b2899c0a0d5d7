import type { PlaceOrderBody } from '@jishi/contracts/order/order.schema'
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { forgetAll } from '../../../test/fake-platform'
import { ok, refuse, serve } from '../../../test/fake-server'
import { usePlacing } from './placing'

const body: PlaceOrderBody = {
  source: 'buyNow',
  lines: [{ skuId: 's', qty: 1 }],
  quoteId: '0'.repeat(64),
  addressId: 'a',
}
const keysOf = (seen: { header: Record<string, string> }[]) =>
  new Set(seen.map((call) => call.header['Idempotency-Key']))

describe('placing an order over a network that comes and goes', () => {
  beforeEach(() => {
    forgetAll()
    setActivePinia(createPinia())
  })

  it('uses the same key again, so the answer that was lost is the answer that comes', async () => {
    let up = false
    const seen = serve(() => (up ? ok({ id: 'o1' }) : 'lost'))
    const place = usePlacing()
    await expect(place(body)).rejects.toMatchObject({ code: 'NETWORK' })
    up = true
    expect(await place({ ...body })).toMatchObject({ id: 'o1' })
    expect(seen.length).toBeGreaterThan(1)
    expect(keysOf(seen).size).toBe(1)
  })

  it('uses another key for other words', async () => {
    const seen = serve(() => refuse(409, 'QUOTE_CHANGED'))
    const place = usePlacing()
    await expect(place(body)).rejects.toMatchObject({ code: 'QUOTE_CHANGED' })
    await expect(place({ ...body, quoteId: '1'.repeat(64) })).rejects.toMatchObject({ code: 'QUOTE_CHANGED' })
    expect(keysOf(seen).size).toBe(2)
  })
})
