import { setTimeout as wait } from 'node:timers/promises'
import { instantOf } from '@jishi/kernel/time'
import { describe, expect, it } from 'vitest'
import { DemoClock } from './demo-clock.js'
import { inLanes, oneAtATime } from './lanes.js'

describe('lanes', () => {
  it('keeps the order within a key and never runs more than it may', async () => {
    const seen: string[] = []
    let running = 0
    let most = 0
    const items = ['a1', 'b1', 'a2', 'c1', 'b2', 'a3', 'd1']
    await inLanes(
      items,
      3,
      ([key = '']) => key,
      async (item) => {
        running += 1
        most = Math.max(most, running)
        await wait(item.startsWith('a') ? 6 : 2)
        seen.push(item)
        running -= 1
      },
    )
    expect([...seen].sort()).toEqual([...items].sort())
    expect(seen.filter((item) => item.startsWith('a'))).toEqual(['a1', 'a2', 'a3'])
    expect(seen.filter((item) => item.startsWith('b'))).toEqual(['b1', 'b2'])
    expect(most).toBeGreaterThan(1)
    expect(most).toBeLessThanOrEqual(3)
  })

  it('starts nothing after a failure, waits for what runs and then says so', async () => {
    const started: number[] = []
    let ended = 0
    const run = inLanes([1, 2, 3, 4, 5, 6], 2, String, async (item) => {
      started.push(item)
      await wait(item === 1 ? 8 : 2)
      ended += 1
      if (item === 2) throw new Error('no')
    })
    await expect(run).rejects.toThrow('no')
    expect(started).toEqual([1, 2])
    expect(ended).toBe(2)
  })

  it('lets in one at a time, also after a failure', async () => {
    const turn = oneAtATime()
    const seen: string[] = []
    const step = (name: string, ms: number) =>
      turn(async () => {
        seen.push(`${name} in`)
        await wait(ms)
        seen.push(`${name} out`)
        if (name === 'b') throw new Error(name)
      })
    const outcomes = await Promise.allSettled([step('a', 5), step('b', 1), step('c', 1)])
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(seen).toEqual(['a in', 'a out', 'b in', 'b out', 'c in', 'c out'])
  })
})

describe('the clock of many times', () => {
  it('keeps neighbours apart across waiting', async () => {
    const clock = new DemoClock()
    const living = (ms: number) =>
      clock.at(instantOf(ms), async () => {
        await wait(3)
        const first = clock.now()
        await Promise.all([wait(1), wait(2)])
        return [first, clock.now()]
      })
    expect(await Promise.all([living(1_000), living(2_000)])).toEqual([
      [1_000, 1_000],
      [2_000, 2_000],
    ])
    expect(clock.now()).toBeGreaterThan(1_700_000_000_000)
  })
})
