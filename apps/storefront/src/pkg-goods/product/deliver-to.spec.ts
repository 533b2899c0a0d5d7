import { describe, expect, it } from 'vitest'
import { rateAt } from './deliver-to'

const rate = (freightFen: number, ...prefixes: string[]) => ({
  ...{ prefixes, freightFen, freeOverFen: null, arrivesOn: null },
})

describe('where a piece goes, and for how much', () => {
  const delivery = { rates: [rate(800), rate(1_500, '31', '3201'), rate(600, '3101')], notTo: ['65', '5401'] }

  it('takes the closest rate, and the one for everywhere else where none means the region', () => {
    expect(rateAt('110101', delivery)?.freightFen).toBe(800)
    expect(rateAt('310101', delivery)?.freightFen).toBe(600)
    expect(rateAt('319999', delivery)?.freightFen).toBe(1_500)
    expect(rateAt('320102', delivery)?.freightFen).toBe(1_500)
    expect(rateAt('320202', delivery)?.freightFen).toBe(800)
  })

  it('says where nothing goes: what is barred, and what no rate is for', () => {
    expect([rateAt('650101', delivery), rateAt('540102', delivery)]).toEqual([undefined, undefined])
    expect(rateAt('540202', delivery)?.freightFen).toBe(800)
    expect(rateAt('110101', { rates: [rate(600, '31')], notTo: [] })).toBeUndefined()
  })
})
