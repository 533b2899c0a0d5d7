import { describe, expect, it } from 'vitest'
import {
  addressOf,
  askOf,
  chipsOf,
  fenOf,
  filterCount,
  filtersOf,
  inOrder,
  NO_FILTERS,
  toggled,
  unfiltered,
} from './filters'

const A = '0197a000-0000-7000-8000-00000000000a'
const B = '0197a000-0000-7000-8000-00000000000b'
const full = {
  ...NO_FILTERS,
  q: '苹果',
  category: A,
  title: '水果',
  brands: [A, B],
  values: [B],
  priceFrom: 1_000,
  priceTo: 5_000,
  inStock: true,
  sort: 'price_asc' as const,
}

describe('the filters of a list', () => {
  it('come back from the address they were written into', () => {
    expect(filtersOf(addressOf(full))).toEqual(full)
    expect(filtersOf(addressOf(NO_FILTERS))).toEqual(NO_FILTERS)
    expect(addressOf(NO_FILTERS)).toEqual({})
  })

  it('take nothing from an address that somebody altered', () => {
    const altered = { brand: `${A},<b>`, category: '1', priceFrom: '-1', priceTo: 'x', sort: 'id; drop', inStock: '1' }
    expect(filtersOf(altered)).toEqual({ ...NO_FILTERS, brands: [A] })
  })

  it('ask the server for exactly what is set', () => {
    expect(askOf(full)).toEqual({
      q: '苹果',
      category: A,
      brand: `${A},${B}`,
      values: B,
      tag: undefined,
      priceFrom: 1_000,
      priceTo: 5_000,
      inStock: true,
    })
  })

  it('show each choice with its name and what is left without it', () => {
    const facets = {
      total: 3,
      more: false,
      partial: false,
      brands: [{ id: A, name: '洛川', count: 2 }],
      attributes: [{ id: A, name: '口味', values: [{ id: B, name: '脆甜', count: 1 }] }],
      categories: [],
      tags: [],
      price: null,
      inStock: 3,
    }
    const chips = chipsOf(full, facets)
    expect(chips.map(({ name }) => name)).toEqual(['洛川', '脆甜', '脆甜', '¥10–50', '只看有货'])
    expect(chips[0]?.rest.brands).toEqual([B])
    expect(chips[3]?.rest).toMatchObject({ priceFrom: null, priceTo: null, inStock: true })
    expect(filterCount(full)).toBe(5)
    expect(unfiltered(full)).toEqual({ ...NO_FILTERS, q: '苹果', category: A, title: '水果', sort: 'price_asc' })
  })

  it('read prices as people write them', () => {
    expect([fenOf('19.9'), fenOf(' 20 '), fenOf('0'), fenOf(''), fenOf('abc'), fenOf('1e3'), fenOf('-1')]).toEqual([
      1_990,
      2_000,
      0,
      null,
      null,
      null,
      null,
    ])
    expect(inOrder(5_000, 1_000)).toEqual([1_000, 5_000])
    expect(inOrder(null, 1_000)).toEqual([null, 1_000])
    expect(toggled(toggled([], A), A)).toEqual([])
  })
})
