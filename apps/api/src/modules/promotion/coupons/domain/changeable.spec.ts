import { describe, expect, it } from 'vitest'
import { fieldsFixedOnceLive } from './changeable.js'

const live = {
  ...{ name: '水果券', listed: true, total: 100, claimUntilAt: '2026-07-01T00:00:00.000Z', amountFen: 1_000 },
  scope: { all: false, named: { spuIds: ['a', 'b'], brandIds: [] } },
}

describe('a template that is live', () => {
  it('may get another name, another listing, a later end and a larger total', () => {
    const after = { ...live, name: '夏日水果券', listed: false, total: 200, claimUntilAt: '2026-08-01T00:00:00.000Z' }
    expect(fieldsFixedOnceLive(live, after, 'live')).toEqual([])
  })

  it('says which fields are promised', () => {
    const after = { ...live, total: 99, claimUntilAt: '2026-06-01T00:00:00.000Z', amountFen: 900 }
    expect(fieldsFixedOnceLive(live, after, 'live')).toEqual(['total', 'claimUntilAt', 'amountFen'])
    const fewer = { ...live, scope: { all: false, named: { spuIds: ['a'], brandIds: [] } } }
    expect(fieldsFixedOnceLive(live, fewer, 'live')).toEqual(['scope'])
  })

  it('is the same with its keys in another order', () => {
    const after = { ...live, scope: { named: { brandIds: [], spuIds: ['a', 'b'] }, all: false } }
    expect(fieldsFixedOnceLive(live, after, 'stopped')).toEqual([])
  })
})

it('a stopped template changes in nothing', () => {
  expect(fieldsFixedOnceLive(live, { ...live, name: '别的' }, 'stopped')).toEqual(['name'])
})
