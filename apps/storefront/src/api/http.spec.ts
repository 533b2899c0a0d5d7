import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { platform } from '#platform'
import { api } from './index'
import { forgetAll } from '../../test/fake-platform'
import { ok, refuse, serve } from '../../test/fake-server'

describe('transport', () => {
  beforeEach(() => {
    forgetAll()
    setActivePinia(createPinia())
  })

  it('keeps one idempotency key over the repeats of one action, with a new request id each', async () => {
    let tries = 0
    const seen = serve(() => {
      tries += 1
      return tries < 3 ? 'lost' : ok({ items: [] })
    })
    await api.order.addLine({ body: { skuId: 's', qty: 1 } })
    expect(new Set(seen.map((call) => call.header['Idempotency-Key'])).size).toBe(1)
    expect(new Set(seen.map((call) => call.header['X-Request-Id'])).size).toBe(3)
  })

  it('says on every call where it runs, so that prices are those of one platform', async () => {
    const seen = serve(() => ok({ items: [], nextCursor: null }))
    await api.shopfront.products({ query: {} })
    await api.order.cart()
    expect(seen.map((call) => call.header['X-Jishi-Channel'])).toEqual(['h5', 'h5'])
  })

  it('takes what the page asked for early, once, and asks itself where that was no good', async () => {
    const page = { items: [], nextCursor: null }
    const seen = serve(() => ok({ ...page, facts: 'asked' }))
    const answers = [
      Promise.resolve({ status: 200, body: { ...page, facts: 'early' }, header: {} }),
      Promise.resolve(null),
    ]
    const early = vi.spyOn(platform, 'early').mockImplementation(() => answers.shift() ?? null)
    const said = []
    for (let n = 0; n < 3; n += 1) said.push(await api.shopfront.products({ query: {} }))
    expect(said).toMatchObject([{ facts: 'early' }, { facts: 'asked' }, { facts: 'asked' }])
    expect(seen).toHaveLength(2)
    early.mockRestore()
  })

  it('does not repeat a write that has no key', async () => {
    const seen = serve(() => 'lost')
    const body = { phone: '13800000000', purpose: 'sign_in' as const, consentVersion: '1' }
    await expect(api.identity.sendSms({ body })).rejects.toMatchObject({ code: 'NETWORK' })
    expect(seen).toHaveLength(1)
  })

  it('waits as Retry-After says when it is short, and gives up when it is long', async () => {
    let tries = 0
    serve(() => {
      tries += 1
      return tries === 1 ? refuse(503, 'OVERLOADED', { 'Retry-After': '0' }) : ok({ items: [], nextCursor: null })
    })
    await api.shopfront.products({ query: {} })
    expect(tries).toBe(2)
    serve(() => refuse(429, 'RATE_LIMITED', { 'retry-after': '60' }))
    await expect(api.shopfront.products({ query: {} })).rejects.toMatchObject({
      code: 'RATE_LIMITED',
      retryAfterSeconds: 60,
    })
  })

  it('carries code, words, quotable number and details of a refusal', async () => {
    serve(() => ({
      status: 409,
      body: { code: 'QUOTE_CHANGED', message: '价格有变化', requestId: 'r-9', details: { quote: 1 } },
    }))
    const call = api.order.quote({ body: { source: 'cart', cartVersion: 1 } })
    await expect(call).rejects.toMatchObject({
      code: 'QUOTE_CHANGED',
      message: '价格有变化',
      requestId: 'r-9',
      details: { quote: 1 },
    })
  })
})
