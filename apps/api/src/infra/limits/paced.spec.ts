import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Paced } from './paced.js'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const paced = () => {
  const answered: number[] = []
  const refusals = new Paced<number>((one) => answered.push(one))
  const come = (count: number, from = 0) => {
    for (let n = 0; n < count; n += 1) refusals.add(from + n)
  }
  return { answered, come }
}

describe('answers at a pace', () => {
  it('are given at once while they are few, and then in the order of asking', () => {
    const { answered, come } = paced()
    come(25)
    expect(answered).toHaveLength(10)
    vi.advanceTimersByTime(10)
    expect(answered).toHaveLength(20)
    come(10, 25)
    vi.advanceTimersByTime(20)
    expect(answered).toEqual(Array.from({ length: 35 }, (_, n) => n))
  })

  it('keep nobody longer than half a second, however many there are', () => {
    const { answered, come } = paced()
    come(20_000)
    vi.advanceTimersByTime(490)
    expect(answered.length).toBeLessThanOrEqual(500)
    vi.advanceTimersByTime(20)
    expect(answered).toHaveLength(20_000)
  })

  it('leave no timer behind', () => {
    const { answered, come } = paced()
    come(3)
    vi.advanceTimersByTime(30)
    expect(vi.getTimerCount()).toBe(0)
    come(11)
    vi.advanceTimersByTime(50)
    expect([answered.length, vi.getTimerCount()]).toEqual([14, 0])
  })
})
