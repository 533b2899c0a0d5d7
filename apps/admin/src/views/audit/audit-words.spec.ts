import { describe, expect, it } from 'vitest'
import { actionText, auditFilters, diffOf } from './audit-words'

describe('what became different', () => {
  it('is told field by field, without what stayed the same', () => {
    const before = { name: '店', fees: { base: 800, over: 5900 }, tags: ['a', 'b'] }
    const after = { name: '店', fees: { base: 1000, over: 5900 }, tags: ['a'] }
    expect(diffOf(before, after)).toEqual([
      { path: 'fees.base', before: '800', after: '1000' },
      { path: 'tags.1', before: 'b', after: '' },
    ])
  })

  it('begins with nothing and ends with nothing', () => {
    expect(diffOf(null, { state: 'paid' })).toEqual([{ path: 'state', before: '', after: 'paid' }])
    expect(diffOf(undefined, null)).toEqual([])
    expect(diffOf({ a: null }, { a: null })).toEqual([])
  })
})

describe('words', () => {
  it('show an action of a newer release as it stands', () => {
    expect(actionText('order.shipped')).toBe('发货')
    expect(actionText('coupon.given')).toBe('coupon.given')
  })

  it('take from an address only what the list takes', () => {
    expect(auditFilters.action.read('order.shipped')).toBe('order.shipped')
    for (const text of ['order.%', 'ORDER', 'a.b.c', "x'"]) expect(auditFilters.action.read(text)).toBeUndefined()
  })
})
