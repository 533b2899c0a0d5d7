import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addressOf, calendarDay, cursorOf, fenAmount, filtersOf, oneOf, ungrouped, uuid, words } from './list-address'

const spec = { state: oneOf(['paid', 'shipped'] as const), q: words(10), from: calendarDay, category: uuid }
const anId = '0192f0c4-1c2d-7abc-8def-0123456789ab'

describe('filters in the address', () => {
  it('come back as they were written', () => {
    const day = fc
      .date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10))
    const text = fc.string({ minLength: 1, maxLength: 10 }).filter((given) => given.trim() === given && given !== '')
    const filters = fc.record(
      { state: fc.constantFrom('paid' as const, 'shipped' as const), q: text, from: day, category: fc.constant(anId) },
      { requiredKeys: [] },
    )
    const cursor = fc.option(fc.string({ minLength: 1, maxLength: 512 }), { nil: undefined })
    fc.assert(
      fc.property(filters, cursor, (given, at) => {
        const query = Object.fromEntries(new URLSearchParams(addressOf(spec, given, at)))
        expect(filtersOf(spec, query)).toEqual(given)
        expect(cursorOf(query)).toBe(at)
      }),
    )
  })

  it('ignore what they do not understand, whatever somebody types into the address', () => {
    const anything = fc.oneof(fc.string(), fc.constant(null), fc.array(fc.oneof(fc.string(), fc.constant(null))))
    fc.assert(
      fc.property(fc.record({ state: anything, q: anything, from: anything, category: anything }), (query) => {
        const { state, q, from, category } = filtersOf(spec, query)
        expect([undefined, 'paid', 'shipped']).toContain(state)
        if (q !== undefined) expect(q).toMatch(/^\S/)
        if (from !== undefined) expect(from).toMatch(/^\d{4}-\d{2}-\d{2}$/)
        if (category !== undefined) expect(category).toBe(anId)
      }),
    )
  })

  it.each([
    ['a day that does not exist', { from: '2026-02-30' }],
    ['a state of another list', { state: 'draft' }],
    ['half an id', { category: anId.slice(0, 20) }],
    ['only blanks', { q: '   ' }],
    ['nothing', { q: '', state: null }],
  ])('leave out %s', (_what, query) => {
    expect(filtersOf(spec, query)).toEqual({})
  })

  it.each([
    ['0', '0'],
    ['00990', '990'],
    ['12.5', undefined],
    ['-1', undefined],
    ['1e9', undefined],
    ['999999999999', undefined],
  ])('read the amount %s as %s', (text, amount) => {
    expect(fenAmount.read(text)).toBe(amount)
  })

  it('take the first of a repeated one and cut what is too long', () => {
    expect(filtersOf(spec, { state: ['shipped', 'paid'], q: 'abcdefghijklm' })).toEqual({
      state: 'shipped',
      q: 'abcdefghij',
    })
  })

  it('read a number without the gaps it was copied with', () => {
    expect(filtersOf({ q: ungrouped(40) }, { q: ' 2611 22N5 P8T1 ' })).toEqual({ q: '261122N5P8T1' })
  })

  it('leave what others keep in the address and drop the page with each change', () => {
    const present = { open: anId, cursor: 'page-3', state: 'paid', bare: null }
    expect(addressOf(spec, { state: 'shipped' }, undefined, present)).toEqual({ open: anId, state: 'shipped' })
  })

  it('refuse a cursor no server wrote', () => {
    expect(cursorOf({ cursor: 'x'.repeat(513) })).toBeUndefined()
  })
})
