import { describe, expect, it } from 'vitest'
import { Bells } from './bells.js'

describe('a bell', () => {
  it('is asked for once a second and name, and rings at the end of that second', () => {
    const bells = new Bells()
    expect(bells.ring('close', 10_400, 1_000)).toBe(11_000)
    expect(bells.ring('close', 11_000, 1_000)).toBeUndefined()
    expect(bells.ring('close', 10_000, 1_900)).toBeUndefined()
    expect(bells.ring('close', 11_001, 1_000)).toBe(12_000)
    expect(bells.ring('query', 10_400, 1_000)).toBe(11_000)
  })

  it('never rings before what it is for is due, however late that was asked for', () => {
    for (const now of [0, 1, 499.5, 999.999, 1_000]) {
      for (const inMs of [-5_000, 0, 0.001, 1, 999, 86_400_000]) {
        const rings = new Bells().ring('close', inMs, now) ?? -1
        expect(rings).toBeGreaterThanOrEqual(Math.max(0, inMs) - 1e-6)
        expect(rings).toBeLessThanOrEqual(Math.max(0, inMs) + 1_000)
      }
    }
  })

  it('is asked for again once its second is over', () => {
    const bells = new Bells()
    expect(bells.ring('close', 0, 500)).toBe(500)
    expect(bells.ring('close', 0, 1_500)).toBe(500)
  })

  it('remembers what is still to come, and not for ever what is over', () => {
    const bells = new Bells()
    expect(bells.ring('close', 10_000_000, 0)).toBe(10_000_000)
    for (let second = 1; second <= 5_000; second += 1) bells.ring('query', 0, second * 1_000 - 1)
    expect(bells.ring('close', 5_000_000, 5_000_000)).toBeUndefined()
    expect(bells.size).toBeLessThanOrEqual(2_001)
  })
})
