import { describe, expect, it } from 'vitest'
import { gatherQuery, nextAt } from './near-gap'

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
})
