import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadConfig } from '../../src/infra/config/config.js'
import { loggerOf } from '../../src/infra/logging/logger.js'
import { ItemMemory } from '../../src/modules/seckill/engine/item-memory.js'
import { PostgresEngine } from '../../src/modules/seckill/engine/postgres-engine.js'
import { RedisEngine } from '../../src/modules/seckill/engine/redis-engine.js'
import { hasRedis, startRedis, type RedisServer } from '../support/redis-server.js'
import {
  assertSound,
  Counter,
  statesOf,
  takeEngineContract,
  type EngineParts,
} from '../support/take-engine-contract.js'

const logger = loggerOf(loadConfig({ JISHI_MODE: 'test', LOG_LEVEL: 'silent' }))

describe('Postgres alone', () => {
  takeEngineContract((parts) => new PostgresEngine(parts))
})

describe.skipIf(!hasRedis())('Redis in front of Postgres', () => {
  let server: RedisServer
  const engineOf = (parts: EngineParts): RedisEngine =>
    new RedisEngine({ url: server.url, truth: new PostgresEngine(parts), memory: parts.memory, logger })

  beforeAll(async () => {
    server = await startRedis()
  })
  afterAll(() => server?.stop())

  takeEngineContract(engineOf)

  describe('that is no truth', () => {
    let counter: Counter
    let engine: RedisEngine
    let redis: Redis

    beforeAll(async () => {
      counter = await Counter.open(engineOf)
      engine = counter.engine() as RedisEngine
      redis = new Redis(server.url)
    })
    afterAll(async () => {
      redis.disconnect()
      await counter.close()
    })

    const left = async (itemId: string): Promise<number> => Number(await redis.get(`jishi:seckill:{${itemId}}:left`))

    it('keeps those away from the database who come too late', async () => {
      const itemId = await counter.goods({ total: 3 })
      await engine.compare(itemId)
      for (let n = 0; n < 3; n += 1) expect((await engine.decide(counter.ask(itemId))).state).toBe('won')
      const before = counter.database.statements.total
      for (let n = 0; n < 20; n += 1) expect((await engine.decide(counter.ask(itemId))).state).toBe('sold_out')
      expect(counter.database.statements.total - before).toBeLessThan(4)
    })

    it('loses nothing when it is flushed in the middle', async () => {
      const itemId = await counter.goods({ total: 50 })
      await engine.compare(itemId)
      const said = await Promise.all(
        Array.from({ length: 200 }, async (_, place) => {
          if (place === 60) await redis.flushall()
          return engine.decide(counter.ask(itemId))
        }),
      )
      expect(statesOf(said)['won']).toBe(50)
      expect(await engine.compare(itemId)).toMatchObject({ expected: 0 })
    })

    it('is put right by the takes, whichever way it went wrong', async () => {
      const itemId = await counter.goods({ total: 9 })
      await engine.compare(itemId)
      await engine.decide(counter.ask(itemId))
      for (const wrong of [0, 700]) {
        await redis.set(`jishi:seckill:{${itemId}}:left`, wrong)
        expect(await engine.compare(itemId)).toEqual({ itemId, stood: wrong, expected: 8 })
        expect(await left(itemId)).toBe(8)
      }
    })

    it('gives back what was asked for and not won', async () => {
      const itemId = await counter.goods({ total: 5, perMember: 1 })
      await engine.compare(itemId)
      const ask = counter.ask(itemId)
      await engine.decide(ask)
      expect((await engine.decide(counter.ask(itemId, ask.memberId))).state).toBe('limit_reached')
      await expect.poll(() => left(itemId)).toBe(4)
    })

    it('is not missed while it is gone', async () => {
      const gone = await startRedis()
      const { database, clock } = counter
      const parts = { database, clock, memory: new ItemMemory(database) }
      const lonely = new RedisEngine({
        ...{ url: gone.url, truth: new PostgresEngine(parts), memory: parts.memory, logger },
      })
      counter.engines.push(lonely)
      const itemId = await counter.goods({ total: 20 })
      await lonely.compare(itemId)
      const said = await Promise.all(
        Array.from({ length: 120 }, async (_, place) => {
          if (place === 40) await gone.stop()
          return lonely.decide(counter.ask(itemId))
        }),
      )
      expect(statesOf(said)).toEqual({ won: 20, sold_out: 100 })
      await assertSound(counter)
    })
  })
})
