import { systemClock } from '@jishi/kernel/time'
import { describe, expect, it } from 'vitest'
import type { Database } from '../database/database.js'
import type { Reactions, RunnableSweep } from './reactions.js'
import { Sweeper } from './sweeper.js'

const sweeperOf = (run: RunnableSweep['run']): Sweeper => {
  const sweep: RunnableSweep = { name: 'test.sweep', everyMs: 1, run }
  const database: Pick<Database, 'execute'> = { execute: () => Promise.resolve(1) }
  const reactions: Pick<Reactions, 'sweeps'> = { sweeps: () => [sweep] }
  return new Sweeper(database as Database, reactions as Reactions, systemClock)
}

describe('the sweeper', () => {
  it('ends after the round that has begun when it is told to stop, however much is left', async () => {
    let rounds = 0
    // It is told to stop in the middle of its first round.
    await new Promise<void>((ended) => {
      const sweeper = sweeperOf(() => {
        rounds += 1
        if (rounds === 1) void sweeper.stop().then(ended)
        return Promise.resolve(1)
      })
      sweeper.start()
    })
    expect(rounds).toBe(1)
  })

  it('goes on by hand until nothing is left, and no further than its rounds', async () => {
    let left = 3
    expect(await sweeperOf(() => Promise.resolve((left -= 1) + 1)).runNow('test.sweep')).toBe(6)
    expect(await sweeperOf(() => Promise.resolve(1)).runNow('test.sweep')).toBe(50)
  })
})
