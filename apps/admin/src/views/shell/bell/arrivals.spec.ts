import { describe, expect, it } from 'vitest'
import { NewArrivals } from './arrivals'

const came = (...ids: [string, number][]) =>
  ids.map(([id, minute]) => ({ id, at: `2026-11-30T08:${String(minute).padStart(2, '0')}:00.000Z` }))

describe('which paid orders came in since the last look', () => {
  it('calls nothing news that was there when somebody sat down', () => {
    expect(new NewArrivals().take(came(['b', 20], ['a', 10]))).toEqual([])
  })

  it('names each order once, however often it is looked at', () => {
    const arrivals = new NewArrivals()
    arrivals.take(came(['a', 10]))
    expect(arrivals.take(came(['c', 12], ['b', 11], ['a', 10]))).toEqual(['c', 'b'])
    expect(arrivals.take(came(['c', 12], ['b', 11], ['a', 10]))).toEqual([])
  })

  it('hears the first order of a shop that had none', () => {
    const arrivals = new NewArrivals()
    arrivals.take(came())
    expect(arrivals.take(came(['a', 10]))).toEqual(['a'])
  })

  it('hears one that was written after a later one', () => {
    const arrivals = new NewArrivals()
    arrivals.take(came(['b', 11]))
    expect(arrivals.take(came(['b', 11], ['a', 10]))).toEqual(['a'])
  })

  it('calls an old one no news when it only moves up into sight', () => {
    const arrivals = new NewArrivals()
    arrivals.take(came(['c', 40], ['b', 30]))
    expect(arrivals.take(came(['b', 30], ['a', 20]))).toEqual([])
  })
})
