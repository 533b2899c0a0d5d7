import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Database } from '../../infra/database/database.js'
import { RememberedShelfCounts } from './shelf-counts.js'

describe('remembered counts of the shelf', () => {
  const answers: (number | Error)[] = []
  let asked = 0
  const database = {
    rows: () => {
      asked += 1
      const answer = answers.shift()
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve([{ id: 'fruit', products: answer }])
    },
  } as unknown as Database

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['performance'] })
    answers.length = 0
    asked = 0
  })
  afterEach(() => void vi.useRealTimers())

  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

  it('are nothing before somebody counted', () => {
    expect(new RememberedShelfCounts(database).recall()).toBeUndefined()
  })

  it('are shown as they were while they are counted anew, once', async () => {
    const remembered = new RememberedShelfCounts(database)
    remembered.keep(new Map([['fruit', 1]]), 5)
    vi.advanceTimersByTime(2_900)
    expect(remembered.recall()?.get('fruit')).toBe(1)
    expect(asked).toBe(0)
    vi.advanceTimersByTime(200)
    answers.push(2)
    expect(remembered.recall()?.get('fruit')).toBe(1)
    expect(remembered.recall()?.get('fruit')).toBe(1)
    await settled()
    expect(asked).toBe(1)
    expect(remembered.recall()?.get('fruit')).toBe(2)
  })

  it('stay longer where counting takes long, and not for ever', () => {
    const remembered = new RememberedShelfCounts(database)
    remembered.keep(new Map([['fruit', 1]]), 200)
    vi.advanceTimersByTime(19_000)
    expect(remembered.recall()?.get('fruit')).toBe(1)
    expect(asked).toBe(0)
    vi.advanceTimersByTime(600_000)
    expect(remembered.recall()).toBeUndefined()
  })

  it('survive a count that fails', async () => {
    const remembered = new RememberedShelfCounts(database)
    remembered.keep(new Map([['fruit', 1]]), 0)
    vi.advanceTimersByTime(4_000)
    answers.push(new Error('away'), 3)
    expect(remembered.recall()?.get('fruit')).toBe(1)
    await settled()
    expect(remembered.recall()?.get('fruit')).toBe(1)
    await settled()
    expect(remembered.recall()?.get('fruit')).toBe(3)
  })
})
