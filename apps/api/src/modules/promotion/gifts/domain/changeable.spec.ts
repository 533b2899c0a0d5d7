import { describe, expect, it } from 'vitest'
import { fieldsFixedOnceLaunched } from './changeable.js'

const before = {
  ...{ name: '满百送券', thresholdFen: 10_000, untilAt: '2026-07-01T00:00:00.000Z' },
  ...{ totalLimit: 100 as number | null, memberLimit: null as number | null },
  gift: { kind: 'coupon', templateId: 'a' },
}

describe('a launched rule', () => {
  it('may get another name, a later end and higher limits, or none', () => {
    const later = { ...before, name: '双旦送券', untilAt: '2026-08-01T00:00:00.000Z', totalLimit: 200 }
    expect(fieldsFixedOnceLaunched(before, later, false)).toEqual([])
    expect(fieldsFixedOnceLaunched(before, { ...before, totalLimit: null }, false)).toEqual([])
  })

  it('says which fields are promised', () => {
    const after = {
      ...before,
      thresholdFen: 9_000,
      untilAt: '2026-06-01T00:00:00.000Z',
      totalLimit: 99,
      memberLimit: 1,
    }
    expect(fieldsFixedOnceLaunched(before, after, false)).toEqual([
      ...['thresholdFen', 'untilAt', 'totalLimit', 'memberLimit'],
    ])
    const other = { ...before, gift: { templateId: 'b', kind: 'coupon' } }
    expect(fieldsFixedOnceLaunched(before, other, false)).toEqual(['gift'])
  })

  it('that was stopped changes in nothing', () => {
    expect(fieldsFixedOnceLaunched(before, { ...before, name: '别的' }, true)).toEqual(['name'])
  })
})
