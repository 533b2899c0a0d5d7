import { describe, expect, it } from 'vitest'
import { gatherQuery, nextAt, pageNear } from './near-gap'

describe('goods near a gap', () => {
  it('begin with what closes it and go on below it', () => {
    const gap = { goods: { offer: 'o' }, gapFen: 1210 }
    expect(gatherQuery({ ...gap, at: undefined })).toMatchObject({ offer: 'o', priceFrom: 1210, sort: 'price_asc' })
    const more = nextAt({ ...gap, at: undefined }, { nextCursor: 'c:1' })
    expect(gatherQuery({ ...gap, at: more ?? '' })).toMatchObject({ priceFrom: 1210, cursor: 'c:1' })
    const below = nextAt({ ...gap, at: more ?? '' }, { nextCursor: null })
    expect(gatherQuery({ ...gap, at: below ?? '' })).toEqual({
      offer: 'o',
      inStock: true,
      cursor: undefined,
      priceTo: 1209,
      sort: 'price_desc',
    })
    expect(nextAt({ ...gap, at: below ?? '' }, { nextCursor: null })).toBeNull()
  })

  it('are the cheapest first where pieces are counted', () => {
    const query = gatherQuery({ goods: { coupon: 'c' }, gapFen: null, at: undefined })
    expect(query).toMatchObject({ coupon: 'c', inStock: true })
    expect([query.priceFrom, query.priceTo, query.sort]).toEqual([undefined, undefined, 'price_asc'])
    expect(nextAt({ gapFen: null, at: undefined }, { nextCursor: null })).toBeNull()
  })

  it('go on below the gap on the page where those that close it end, also where there are none of these', async () => {
    const asked = { goods: { offer: 'o' }, gapFen: 1210, at: undefined }
    const shop = (above: string[], cursor: string | null) => (query: { priceFrom?: number | undefined }) =>
      Promise.resolve(
        query.priceFrom === undefined ? { items: ['near'], nextCursor: 'n' } : { items: above, nextCursor: cursor },
      )
    expect(await pageNear(asked, shop([], null))).toEqual({ items: ['near'], nextCursor: 'below:n' })
    expect(await pageNear(asked, shop(['enough'], null))).toMatchObject({ items: ['enough', 'near'] })
    expect(await pageNear(asked, shop(['enough'], 'c'))).toEqual({ items: ['enough'], nextCursor: 'above:c' })
    const last = await pageNear({ ...asked, at: 'below:n' }, () => Promise.resolve({ items: ['x'], nextCursor: null }))
    expect(last).toEqual({ items: ['x'], nextCursor: null })
  })
})
