import { addMs, systemClock } from '@jishi/kernel/time'
import { freePort } from '@jishi/testing/free-port'
import type { Job, Worker } from 'bullmq'
import pg from 'pg'
import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { loadConfig } from '../../src/infra/config/config.js'
import type { Config } from '../../src/infra/config/config.js'
import { jobType } from '../../src/infra/queue/job-type.js'
import type { QueueName } from '../../src/infra/queue/job-type.js'
import { Queues } from '../../src/infra/queue/queues.js'
import { openDoor } from '../support/door.js'
import type { RedisServer } from '../support/redis-server.js'
import { hasRedis, startRedis } from '../support/redis-server.js'
import { createTestDatabase } from '../support/test-database.js'

/** The same promises are asked of both places where jobs may live; the layer says which one it is. */
const kind = process.env['QUEUE_UNDER_TEST'] === 'redis' ? 'redis' : 'postgres'

const probe = jobType<{ n: number }>('probe', { queue: 'order' })
const stubborn = jobType<{ n: number }>('stubborn', { queue: 'order', attempts: 3 })

describe.skipIf(kind === 'redis' && !hasRedis())(`jobs kept in ${kind}`, () => {
  let config: Config
  let queues: Queues
  let redis: RedisServer | undefined
  let workers: Worker[] = []
  let drop = async (): Promise<void> => undefined

  beforeAll(async () => {
    const database = await createTestDatabase()
    drop = database.drop
    redis = kind === 'redis' ? await startRedis() : undefined
    config = loadConfig({ JISHI_MODE: 'test', DATABASE_URL: database.url, ...(redis ? { REDIS_URL: redis.url } : {}) })
    queues = new Queues(config, systemClock)
    await queues.prepare()
  })

  afterEach(async () => {
    await Promise.all(workers.map((worker) => worker.close()))
    workers = []
    await wipe()
  })

  afterAll(async () => {
    await queues?.onApplicationShutdown()
    await redis?.stop()
    await drop()
  })

  const wipe = async (): Promise<void> => {
    if (redis !== undefined) {
      const client = new Redis(redis.url)
      await client.flushall()
      client.disconnect()
      return
    }
    const client = new pg.Client({ connectionString: config.databaseUrl })
    await client.connect()
    await client.query('truncate bullmq.job, bullmq.event, bullmq.dedup, bullmq.scheduler cascade')
    await client.end()
  }

  const work = (name: QueueName, run: (job: Job) => Promise<void>, from: Queues = queues): Worker => {
    const worker = from.worker(name, run, 4)
    worker.on('error', () => undefined)
    void worker.run()
    workers.push(worker)
    return worker
  }

  it('says where it keeps them', () => {
    expect(queues.kind).toBe(kind)
  })

  it('runs a job once, with its payload', async () => {
    const seen: unknown[] = []
    work('order', async (job) => void seen.push([job.name, job.data]))
    await queues.enqueue(probe, { n: 1 })
    await expect.poll(() => queues.backlog()).toBe(0)
    expect(seen).toEqual([['probe', { n: 1 }]])
  })

  it('keeps the queues apart', async () => {
    const seen: string[] = []
    work('money', async () => void seen.push('money'))
    await queues.enqueue(probe, { n: 1 })
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(seen).toEqual([])
    expect((await queues.depths()).find((depth) => depth.name === 'order')?.waiting).toBe(1)
  })

  it('holds a scheduled job back until its time', async () => {
    const seen: number[] = []
    work('order', async () => void seen.push(performance.now()))
    const asked = performance.now()
    await queues.schedule(probe, { n: 1 }, addMs(systemClock.now(), 600))
    await expect.poll(() => seen.length).toBe(1)
    expect((seen[0] ?? 0) - asked).toBeGreaterThan(500)
  })

  it('does not count a job of a later hour as work under way', async () => {
    await queues.schedule(probe, { n: 1 }, addMs(systemClock.now(), 3_600_000))
    expect(await queues.backlog()).toBe(0)
    expect((await queues.depths()).find((depth) => depth.name === 'order')?.delayed).toBe(1)
  })

  it('tries a failing job again and then lets it go', async () => {
    let tries = 0
    work('order', async () => {
      tries += 1
      throw new Error('not today')
    })
    await queues.enqueue(stubborn, { n: 1 })
    await expect.poll(() => tries).toBe(3)
    await expect.poll(() => queues.backlog()).toBe(0)
    expect((await queues.depths()).every((depth) => depth.delayed === 0)).toBe(true)
  })

  it('holds one delivery for an event and a handler however often it is asked', async () => {
    const job = { eventId: '019ab000-0000-7000-8000-000000000001', handler: 'points.earn', queue: 'order' } as const
    await queues.enqueueReactions([job, { ...job, handler: 'stats.count' }])
    await queues.enqueueReactions([job, { ...job, handler: 'stats.count' }])
    expect(await queues.backlog()).toBe(2)
  })

  it('takes the same delivery again once the first has run', async () => {
    const seen: unknown[] = []
    const job = { eventId: '019ab000-0000-7000-8000-000000000002', handler: 'points.earn', queue: 'order' } as const
    work('order', async (running) => void seen.push(running.data))
    for (const times of [1, 2]) {
      await queues.enqueueReactions([job])
      await expect.poll(() => seen.length).toBe(times)
      await expect.poll(() => queues.backlog()).toBe(0)
    }
  })

  it('gives each of two hundred jobs to one of two workers', async () => {
    const seen: number[] = []
    const note = async (job: Job): Promise<void> => void seen.push((job.data as { n: number }).n)
    work('order', note)
    work('order', note)
    await Promise.all(Array.from({ length: 200 }, (_, n) => queues.enqueue(probe, { n })))
    await expect.poll(() => seen.length, { timeout: 25_000 }).toBe(200)
    expect(new Set(seen).size).toBe(200)
  })

  it('lets a running job finish when the worker is closed, and keeps the rest for the next', async () => {
    const seen: number[] = []
    let begun = 0
    const slow = queues.worker(
      'order',
      async (job) => {
        begun += 1
        await new Promise((resolve) => setTimeout(resolve, 400))
        seen.push((job.data as { n: number }).n)
      },
      1,
    )
    slow.on('error', () => undefined)
    void slow.run()
    for (const n of [1, 2, 3]) await queues.enqueue(probe, { n })
    await expect.poll(() => begun).toBe(1)
    await slow.close()
    expect(seen).toHaveLength(begun)
    work('order', async (job) => void seen.push((job.data as { n: number }).n))
    await expect.poll(() => [...seen].sort()).toEqual([1, 2, 3])
  })

  it('goes on after everything in it was wiped under a running worker', async () => {
    const seen: number[] = []
    work('order', async (job) => void seen.push((job.data as { n: number }).n))
    await queues.schedule(probe, { n: 1 }, addMs(systemClock.now(), 3_600_000))
    await wipe()
    await queues.enqueue(probe, { n: 2 })
    await expect.poll(() => seen).toEqual([2])
  })

  it('never fails its caller while it is away, and takes jobs again when it is back', async () => {
    const port = await freePort()
    const real = new URL(redis?.url ?? config.databaseUrl)
    const behindDoor = new URL(real)
    behindDoor.port = String(port)
    const given = redis === undefined ? { DATABASE_URL: behindDoor.href } : { REDIS_URL: behindDoor.href }
    const away = new Queues(loadConfig({ JISHI_MODE: 'test', DATABASE_URL: config.databaseUrl, ...given }), systemClock)
    await expect(away.enqueue(probe, { n: 1 })).resolves.toBeUndefined()
    expect(await queues.backlog()).toBe(0)
    const door = await openDoor(port, real)
    try {
      // It may be let go once more while a busy machine takes longer to connect than a request would wait for it.
      await expect
        .poll(async () => {
          await away.enqueue(probe, { n: 2 })
          return queues.backlog()
        })
        .toBeGreaterThan(0)
    } finally {
      await away.onApplicationShutdown()
      await door.close()
    }
  })
})
