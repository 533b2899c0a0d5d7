import type { Claimable } from '@jishi/contracts/promotion/coupons.schema'
import { describe, expect, it } from 'vitest'
import { bestCoupons } from './best-coupons'

const plain = {
  kind: 'amount',
  amountFen: null,
  offBp: null,
  capFen: null,
  thresholdFen: 0,
  standing: 'claim',
} as const
const named = (name: string, more: Partial<Claimable>) => ({ ...plain, name, ...more })
const order = (...coupons: ReturnType<typeof named>[]): string[] => bestCoupons(coupons, 3).map(({ name }) => name)

describe('the best coupons', () => {
  it('take most off, whatever their kind', () => {
    const ten = named('ten', { amountFen: 1_000, thresholdFen: 7_900 })
    const capped = named('15 % up to 20', { kind: 'percent', offBp: 1_500, capFen: 2_000 })
    const low = named('15 % up to 5', { kind: 'percent', offBp: 1_500, capFen: 500 })
    const freight = named('freight', { kind: 'shipping' })
    expect(order(freight, low, ten, capped)).toEqual(['15 % up to 20', 'ten', 'freight'])
    const large = named('10 % of 300', { kind: 'percent', offBp: 1_000, thresholdFen: 30_000 })
    expect(order(capped, large)).toEqual(['10 % of 300', '15 % up to 20'])
  })

  it('ask for less where they take off the same, and stand as they came otherwise', () => {
    const far = named('far', { amountFen: 500, thresholdFen: 9_900 })
    const near = named('near', { amountFen: 500, thresholdFen: 4_900 })
    expect(order(far, near, { ...near, name: 'later' })).toEqual(['near', 'later', 'far'])
  })

  it('are only those that can still be had', () => {
    const held = named('held', { amountFen: 5_000, standing: 'held' })
    expect(order(held, named('gone', { amountFen: 5_000, standing: 'gone' }))).toEqual([])
  })
})
