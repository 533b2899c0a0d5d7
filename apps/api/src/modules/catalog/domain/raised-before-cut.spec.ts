import { describe, expect, it } from 'vitest'
import { raisedBeforeCut } from './raised-before-cut.js'

const DAY = 86_400_000
const NOW = 100 * DAY
const at = (days: number): number => NOW + days * DAY
const cut = (priceFen: number, days = 0) => ({ priceFen, from: at(days) })

describe('a price that was raised before it is cut', () => {
  const raised = [
    { priceFen: 2_990, to: at(-3) },
    { priceFen: 3_990, to: null },
  ]

  it('is no discount down to what it was', () => {
    expect(raisedBeforeCut(raised, false, cut(2_990), NOW)).toBe(2_990)
    expect(raisedBeforeCut(raised, false, cut(3_500), NOW)).toBe(2_990)
    expect(raisedBeforeCut(raised, false, cut(2_989), NOW)).toBeUndefined()
  })

  it('is one again once the raise is older than the seven days before it', () => {
    expect(raisedBeforeCut(raised, false, cut(3_500, 3.9), NOW)).toBe(2_990)
    expect(raisedBeforeCut(raised, false, cut(3_500, 4), NOW)).toBeUndefined()
    expect(raisedBeforeCut(raised, false, cut(3_990, 4), NOW)).toBeUndefined()
  })

  it('counts a raise that is written together with the cut', () => {
    const steady = [{ priceFen: 2_990, to: null }]
    expect(raisedBeforeCut(steady, true, cut(2_990), NOW)).toBe(2_990)
    expect(raisedBeforeCut(steady, true, cut(2_500), NOW)).toBeUndefined()
    expect(raisedBeforeCut(steady, false, cut(2_990), NOW)).toBeUndefined()
  })

  it('was lowered only: whatever is lower than the lowest is a discount', () => {
    const lowered = [
      { priceFen: 3_990, to: at(-2) },
      { priceFen: 2_990, to: null },
    ]
    expect(raisedBeforeCut(lowered, false, cut(3_500), NOW)).toBeUndefined()
  })

  it('was never shown: nothing was raised', () => {
    expect(raisedBeforeCut([], true, cut(1), NOW)).toBeUndefined()
  })
})
