import { Injectable, Module } from '@nestjs/common'
import type { Instant } from '@jishi/kernel/time'
import { failAt, parallel, raceBefore } from '@jishi/testing/race'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Tx } from '../../src/infra/database/sql.js'
import { DeliverEvent } from '../../src/infra/outbox/deliver-event.js'
import { DeliverNow } from '../../src/infra/outbox/deliver-now.js'
import type { DomainEvent } from '../../src/infra/outbox/event-map.js'
import { Outbox } from '../../src/infra/outbox/outbox.js'
import { Relay } from '../../src/infra/outbox/relay.js'
import { jobType } from '../../src/infra/queue/job-type.js'
import { Queues } from '../../src/infra/queue/queues.js'
import { Job, On, Sweep } from '../../src/infra/worker/decorators.js'
import { BackgroundWorker } from '../../src/infra/worker/worker.js'
import type { TestApp } from '../support/test-app.js'
import { startTestApp } from '../support/test-app.js'

declare module '../../src/infra/outbox/event-map.js' {
  interface EventMap {
    'fault.happened': { n: number }
    'fault.counted': { n: number }
  }
}

const fallingJob = jobType<{ n: number }>('fault.job')
const bellJob = jobType<Record<string, never>>('fault.bell')

@Injectable()
class Witness {
  failures = 0
  due: number[] = []
  readonly counted: number[] = []
  readonly even: number[] = []
  readonly swept: number[] = []
  readonly rung: number[] = []

  @On('fault.happened', 'witness.write')
  async write(tx: Tx, event: DomainEvent<'fault.happened'>): Promise<void> {
    await tx.execute('insert into effects (event_id, n) values ($1, $2)', [event.id, event.payload.n])
    await this.step(tx)
    if (this.failures > 0) {
      this.failures -= 1
      throw new Error('the handler fell over')
    }
  }

  @On('fault.counted', 'witness.count')
  async count(_tx: Tx, { payload }: DomainEvent<'fault.counted'>): Promise<void> {
    this.counted.push(payload.n)
  }

  @On('fault.counted', 'witness.count-even', { concerns: ({ n }) => n % 2 === 0 })
  async countEven(_tx: Tx, { payload }: DomainEvent<'fault.counted'>): Promise<void> {
    this.even.push(payload.n)
  }

  @Job(fallingJob)
  async work(): Promise<void> {
    throw new Error('a poison job')
  }

  @Job(bellJob)
  async hear(): Promise<void> {
    this.rung.push(Date.now())
  }

  @Sweep('witness.sweep', 60_000)
  async sweep(): Promise<number> {
    const found = this.due.splice(0)
    this.swept.push(...found)
    return found.length
  }

  /** Where a test lets something happen in the middle of a handler. */
  async step(_tx: Tx): Promise<void> {}
}

@Module({ providers: [Witness], exports: [Witness] })
class WitnessModule {}

const events = { 'fault.happened': 1, 'fault.counted': 1 }
let shop: TestApp
let witness: Witness
let relay: Relay

beforeAll(async () => {
  shop = await startTestApp({ modules: [WitnessModule], events, worker: false })
  witness = shop.get(Witness)
  relay = shop.get(Relay)
  // No unique key here on purpose: a second effect must be able to show itself.
  await shop.database.execute('create table effects (event_id uuid not null, n integer not null)')
})

beforeEach(() => {
  witness.failures = 0
})

afterEach(async () => {
  await shop.get(BackgroundWorker).stop()
  await shop.database.execute('delete from effects')
})

afterAll(() => shop.close())

const publish = (n: number): Promise<string> =>
  shop.database.transaction((tx) => shop.get(Outbox).publish(tx, 'fault.happened', { n }))

const work = (): Promise<void> => shop.get(BackgroundWorker).start({ sweeps: false })

const effects = async (): Promise<number[]> =>
  (await shop.database.rows<{ n: number }>('select n from effects order by n')).map((row) => row.n)

const dueAgain = (): Promise<number> =>
  shop.database.execute('update outbox set retry_at = now() where settled_at is null')

const wipeQueue = (): Promise<number> =>
  shop.database.execute('truncate bullmq.job, bullmq.event, bullmq.dedup cascade')

describe('an event', () => {
  it('is delivered although the program died between its commit and the relay', async () => {
    // Nothing relays: this is all that is left after such a death.
    await publish(1)
    expect(await effects()).toEqual([])
    await work()
    await shop.settle()
    expect(await effects()).toEqual([1])
  })

  it('is delivered once although the relay died after the queue had taken it', async () => {
    await publish(2)
    const queues = shop.get(Queues)
    const original = queues.enqueueReactions.bind(queues)
    const dying = vi.spyOn(queues, 'enqueueReactions').mockImplementationOnce(async (jobs) => {
      await original(jobs)
      throw new Error('killed before the commit')
    })
    await expect(relay.drain()).rejects.toThrow('killed')
    dying.mockRestore()
    await work()
    await shop.settle()
    expect(await effects()).toEqual([2])
  })

  it('makes no job for whoever has nothing to do with it, and leaves their receipt', async () => {
    const counted = (n: number): Promise<string> =>
      shop.database.transaction((tx) => shop.get(Outbox).publish(tx, 'fault.counted', { n }))
    const [odd, even] = [await counted(1), await counted(2)]
    const leaving = vi.spyOn(shop.get(Queues), 'enqueueReactions')
    await relay.drain()
    const jobs = leaving.mock.calls.flatMap(([batch]) => batch.map(({ eventId, handler }) => `${eventId} ${handler}`))
    leaving.mockRestore()
    expect(jobs).toEqual([`${odd} witness.count`, `${even} witness.count`, `${even} witness.count-even`])
    await work()
    await shop.settle()
    expect([witness.counted.toSorted(), witness.even]).toEqual([[1, 2], [2]])
    // Brought by hand, in another order, it is no more of their business.
    await shop.get(BackgroundWorker).stop()
    await counted(3)
    await shop.get(DeliverNow).run()
    expect([witness.counted.at(-1), witness.even]).toEqual([3, [2]])
  })

  it('has one effect however often it is delivered at the same moment', async () => {
    const id = await publish(3)
    const { rejected } = await parallel(25, () => shop.get(DeliverEvent).run(id, 'witness.write'))
    expect(rejected).toEqual([])
    expect(await effects()).toEqual([3])
    await shop.get(DeliverNow).run()
    expect(await effects()).toEqual([3])
  })

  it('has one effect when a rival delivery overtakes it half-way', async () => {
    const id = await publish(4)
    const deliver = shop.get(DeliverEvent)
    const rivals: Promise<void>[] = []
    const raced = raceBefore(witness, 'step', async () => void rivals.push(deliver.run(id, 'witness.write')))
    await deliver.run(id, 'witness.write')
    await Promise.all(rivals)
    expect(raced()).toBe(true)
    expect(await effects()).toEqual([4])
    await shop.get(DeliverNow).run()
  })

  it('is tried again until its handler succeeds, and leaves no half effect', async () => {
    witness.failures = 2
    await publish(5)
    await work()
    await shop.settle()
    expect(await effects()).toEqual([5])
  })

  it('survives more failures than a job has tries, because the relay delivers it anew', async () => {
    witness.failures = 6
    const id = await publish(6)
    await relay.drain()
    // On a busy machine the tries of the job may take longer than the relay waits; here it is to come after all of them.
    await shop.database.execute(`update outbox set retry_at = now() + interval '1 hour' where id = $1`, [id])
    await work()
    await expect.poll(() => witness.failures, { timeout: 30_000 }).toBeLessThanOrEqual(1)
    await expect.poll(() => shop.get(Queues).backlog()).toBe(0)
    expect(await effects()).toEqual([])
    await dueAgain()
    await relay.redeliver()
    await shop.settle()
    expect(await effects()).toEqual([6])
    const row = await shop.database.one('select attempts from outbox where id = $1', [id])
    expect(row).toEqual({ attempts: 1 })
  })

  it('is delivered although the whole queue was wiped', async () => {
    for (const n of [7, 8, 9]) await publish(n)
    await relay.drain()
    expect(await shop.get(Queues).backlog()).toBe(3)
    await wipeQueue()
    expect(await shop.get(Queues).backlog()).toBe(0)
    await dueAgain()
    await relay.redeliver()
    await work()
    await shop.settle()
    expect(await effects()).toEqual([7, 8, 9])
  })

  it('is delivered once although the queue replays everything it ever held', async () => {
    const ids = await Promise.all([publish(10), publish(11)])
    await work()
    await shop.settle()
    await shop
      .get(Queues)
      .enqueueReactions(ids.map((eventId) => ({ eventId, handler: 'witness.write', queue: 'default' as const })))
    await shop.settle()
    expect(await effects()).toEqual([10, 11])
  })

  it('stays in the outbox while the queue is away, and leaves when it is back', async () => {
    const failed = failAt(shop.get(Queues), 'enqueueReactions', new Error('the queue is away'), 2)
    await publish(12)
    await expect(relay.drain()).rejects.toThrow('away')
    await expect(relay.drain()).rejects.toThrow('away')
    expect(failed()).toBe(2)
    await work()
    await shop.settle()
    expect(await effects()).toEqual([12])
  })

  it('is given to its handler where it was read, and becomes a job only where that fails', async () => {
    const queued = vi.spyOn(shop.get(Queues), 'enqueueReactions')
    await work()
    await publish(20)
    await shop.settle()
    expect([await effects(), queued.mock.calls]).toEqual([[20], []])
    witness.failures = 1
    const id = await publish(21)
    await shop.settle()
    expect(await effects()).toEqual([20, 21])
    expect(queued.mock.calls).toEqual([[[{ eventId: id, handler: 'witness.write', queue: 'default' }]]])
    queued.mockRestore()
  })

  it('goes to the queue, and so to other processes, where this one has no hands left', async () => {
    let open = (): void => undefined
    const opened = new Promise<void>((resolve) => (open = resolve))
    const held = vi.spyOn(witness, 'step').mockImplementation(() => opened)
    const queued = vi.spyOn(shop.get(Queues), 'enqueueReactions')
    await work()
    const numbers = Array.from({ length: 25 }, (_, n) => 30 + n)
    await shop.database.transaction(async (tx) => {
      for (const n of numbers) await shop.get(Outbox).publish(tx, 'fault.happened', { n })
    })
    // Four are tried here and four wait for each of them.
    await expect.poll(() => queued.mock.calls.flatMap(([jobs]) => jobs).length).toBe(5)
    expect(await effects()).toEqual([])
    open()
    await shop.settle()
    expect(await effects()).toEqual(numbers)
    held.mockRestore()
    queued.mockRestore()
  })

  it('is finished before the program goes, where it was begun', async () => {
    let open = (): void => undefined
    const opened = new Promise<void>((resolve) => (open = resolve))
    const held = vi.spyOn(witness, 'step').mockImplementation(() => opened)
    await work()
    await publish(60)
    await expect.poll(() => held.mock.calls.length).toBe(1)
    const stopped = shop.get(BackgroundWorker).stop()
    open()
    await stopped
    expect(await effects()).toEqual([60])
    held.mockRestore()
    await work()
    await shop.settle()
  })

  it('that was lost with the program that was to try it first is carried again', async () => {
    const lost = vi.spyOn(shop.get(Queues), 'deliverHere').mockReturnValue(true)
    await work()
    await publish(61)
    await expect.poll(() => lost.mock.calls.length).toBe(1)
    expect(await effects()).toEqual([])
    await shop.get(BackgroundWorker).stop()
    lost.mockRestore()
    await dueAgain()
    await relay.redeliver()
    await work()
    await shop.settle()
    expect(await effects()).toEqual([61])
  })

  it('waits longer after each delivery that nobody answered', async () => {
    const id = await publish(13)
    await relay.drain()
    for (const seconds of [15, 30, 60]) {
      await wipeQueue()
      await dueAgain()
      await relay.redeliver()
      const row = await shop.database.one<{ pause: number }>(
        'select extract(epoch from retry_at - now())::float8 as pause from outbox where id = $1',
        [id],
      )
      // Some of it has passed by the time it is read.
      expect(row.pause).toBeLessThanOrEqual(seconds)
      expect(row.pause).toBeGreaterThan(seconds / 2)
    }
    await work()
    await shop.settle()
  })
})

describe('a poison job', () => {
  it('is let go after its tries and holds up nobody', async () => {
    await work()
    await shop.get(Queues).enqueue(fallingJob, { n: 1 })
    await publish(14)
    await expect.poll(() => effects()).toEqual([14])
    await expect.poll(() => shop.get(Queues).backlog()).toBe(0)
    await shop.settle()
  })
})

describe('a bell', () => {
  it('rings once for all that is due in a second, not before it and not for what was taken back', async () => {
    await work()
    const queues = shop.get(Queues)
    const dueAt = shop.clock.now() + 400
    const asked = Array.from({ length: 20 }, () =>
      shop.database.transaction(async (tx) => queues.ringAfter(tx, bellJob, dueAt as Instant)),
    )
    await Promise.all(asked)
    const refused = shop.database.transaction(async (tx) => {
      queues.ringAfter(tx, bellJob, (dueAt + 5_000) as Instant)
      throw new Error('no')
    })
    await expect(refused).rejects.toThrow('no')
    await expect.poll(() => witness.rung.length).toBeGreaterThan(0)
    // Those that were asked for on both sides of the end of a second may be two.
    await expect.poll(() => queues.backlog()).toBe(0)
    expect(witness.rung.length).toBeLessThanOrEqual(2)
    expect(Math.min(...witness.rung)).toBeGreaterThanOrEqual(dueAt)
    const delayed = (await queues.depths()).reduce((sum, depth) => sum + depth.delayed, 0)
    expect(delayed).toBe(0)
  })
})

describe('connections', () => {
  const cutAll = async (): Promise<void> => {
    const admin = new pg.Client({ connectionString: shop.databaseUrl })
    await admin.connect()
    await admin.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
    )
    await admin.end()
  }

  /** Whatever the others are doing at this moment, one of them is in the middle of its work. */
  const cutInTheMiddle = async (): Promise<void> => {
    const caught = shop.database.transaction(async (tx) => {
      await tx.execute('select 1')
      await cutAll()
      await tx.execute('select 1')
    })
    await expect(caught).rejects.toMatchObject({ code: expect.stringMatching(/^(UNAVAILABLE|OVERLOADED)$/) })
  }

  it('that are all cut under load cost answers, never the truth of them', async () => {
    await work()
    let acknowledged = 0
    let stopping = false
    const writers = Array.from({ length: 8 }, async () => {
      while (!stopping) {
        try {
          await publish(100)
          acknowledged += 1
          // What is published has to be heard afterwards too.
          await new Promise((resolve) => setTimeout(resolve, 5))
        } catch (error) {
          expect((error as { code: string }).code).toMatch(/^(UNAVAILABLE|OVERLOADED)$/)
        }
      }
    })
    for (let round = 0; round < 3; round += 1) {
      await cutInTheMiddle()
      const before = acknowledged
      await expect.poll(() => acknowledged).toBeGreaterThan(before + 10)
    }
    stopping = true
    await Promise.all(writers)
    await dueAgain()
    await shop.settle()
    const row = await shop.database.one<{ total: number; events: number; told: number }>(
      `select count(*) as total, count(distinct event_id) as events,
         (select count(*) from outbox where payload ->> 'n' = '100') as told from effects where n = 100`,
    )
    expect(row.total).toBe(row.events)
    expect(row.events).toBe(row.told)
    expect(row.told).toBeGreaterThanOrEqual(acknowledged)
  })

  it('idle inside a transaction are cut, and the lock they held is free', async () => {
    const hurried = await startTestApp({
      modules: [],
      events,
      worker: false,
      env: {
        DATABASE_IDLE_IN_TRANSACTION_MS: '300',
        DATABASE_LOCK_TIMEOUT_MS: '20000',
        DATABASE_STATEMENT_TIMEOUT_MS: '30000',
      },
    })
    try {
      await hurried.database.execute('create table held (id integer primary key)')
      await hurried.database.execute('insert into held values (1)')
      let letGo: () => void = () => undefined
      const over = new Promise<void>((resolve) => (letGo = resolve))
      let outcome: Promise<void> = Promise.resolve()
      await new Promise<void>((locked) => {
        const hog = hurried.database.transaction(async (tx) => {
          await tx.execute('select 1 from held for update')
          locked()
          await over
        })
        outcome = expect(hog).rejects.toMatchObject({ code: expect.stringMatching(/OVERLOADED|UNAVAILABLE/) })
      })
      // Whoever holds it lets go only after this one had the row: it got it because the holder was cut.
      await hurried.database.transaction((tx) => tx.execute('select 1 from held for update'))
      letGo()
      await outcome
    } finally {
      await hurried.close()
    }
  })
})

describe('a sweep', () => {
  it('finds its work with nothing but the database', async () => {
    witness.due = [1, 2]
    await wipeQueue()
    expect(await shop.sweep('witness.sweep')).toBe(2)
    expect(witness.swept).toEqual([1, 2])
  })
})
