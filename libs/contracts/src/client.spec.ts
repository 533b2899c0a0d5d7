import { describe, expect, it } from 'vitest'
import { createClient, urlOf, type WireRequest } from './client.js'
import { routes } from './routes.js'

describe('an address', () => {
  const list = { method: 'GET', path: '/api/shop/orders/:id/lines/:lineId' } as never

  it('has its parameters filled in and escaped', () => {
    expect(urlOf(list, { id: 'a/b', lineId: '二' })).toBe('/api/shop/orders/a%2Fb/lines/%E4%BA%8C')
  })

  it('carries the query without what is not set', () => {
    expect(urlOf(list, { id: '1', lineId: '2' }, { sort: 'new & good', cursor: undefined, state: null, page: 0 })).toBe(
      '/api/shop/orders/1/lines/2?sort=new%20%26%20good&page=0',
    )
  })
})

describe('the client', () => {
  it('turns a route into a call over the transport it is given', async () => {
    const sent: WireRequest[] = []
    const client = createClient(routes, (request) => {
      sent.push(request)
      return Promise.resolve({ ok: true })
    })
    await client.identity.removeAddress({ params: { id: '7' } })
    await client.identity.policies()
    expect(sent).toEqual([
      { method: 'DELETE', url: '/api/shop/addresses/7', route: routes.identity.removeAddress },
      { method: 'GET', url: '/api/shop/policies/current', route: routes.identity.policies },
    ])
  })
})
