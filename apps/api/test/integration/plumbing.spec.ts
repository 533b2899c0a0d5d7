import { Injectable, Module } from '@nestjs/common'
import { newId } from '@jishi/kernel/id'
import { addMs, instantOf, isoOf, systemClock } from '@jishi/kernel/time'
import type { Instant } from '@jishi/kernel/time'
import { parallel } from '@jishi/testing/race'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Database } from '../../src/infra/database/database.js'
import type { Sql, Tx } from '../../src/infra/database/sql.js'
import { json } from '../../src/infra/database/sql.js'
import type { DomainEvent } from '../../src/infra/outbox/event-map.js'
import { Outbox } from '../../src/infra/outbox/outbox.js'
import { jobType } from '../../src/infra/queue/job-type.js'
import { Queues } from '../../src/infra/queue/queues.js'
import { Job, On, Sweep } from '../../src/infra/worker/decorators.js'
import type { TestApp } from '../support/test-app.js'
import { startTestApp } from '../support/test-app.js'

declare module '../../src/infra/outbox/event-map.js' {
  interface EventMap {
    'probe.seen': { n: number }
    'probe.ignored': { n: number }
  }
}

const probeJob = jobType<{ n: number }>('probe.job', { queue: 'money' })

@Injectable()
class Probe {
  readonly heard: string[] = []
  readonly jobs: number[] = []
  readonly ranAt = new Map<number, number>()
  swept: Instant[] = []
  due = 0

  @On('probe.seen', 'probe.first')
  async first(tx: Tx, event: DomainEvent<'probe.seen'>): Promise<void> {
    await tx.execute('insert into probe_effects (event_id, n) values ($1, $2)', [event.id, event.payload.n])
    this.heard.push(`first ${event.payload.n}`)
  }

  @On('probe.seen', 'probe.second', { queue: 'money' })
  async second(_tx: Tx, event: DomainEvent<'probe.seen'>): Promise<void> {
    this.heard.push(`second ${event.payload.n}`)
  }

  @Job(probeJob)
  async work(payload: { n: number }): Promise<void> {
    this.jobs.push(payload.n)
    this.ranAt.set(payload.n, systemClock.now())
  }

  @Sweep('probe.sweep', 1_000)
  async sweep(now: Instant): Promise<number> {
    this.swept.push(now)
    const done = Math.min(this.due, 1)
    this.due -= done
    return done
  }
}

/** A connection that is held until it is over; where a busy machine opens it too late for the pool, it is asked for again. */
const connectionHeld = async (database: Database, over: Promise<void>): Promise<{ done: Promise<void> }> => {
  for (;;) {
    const held = await new Promise<{ done: Promise<void> } | undefined>((resolve) => {
      const done: Promise<void> = database.transaction(async (tx) => {
        await tx.execute('select 1')
        resolve({ done })
        await over
      })
      done.catch(() => resolve(undefined))
    })
    if (held !== undefined) return held
  }
}

@Module({ providers: [Probe], exports: [Probe] })
class ProbeModule {}

const events = { 'probe.seen': 2, 'probe.ignored': 1 }
let shop: TestApp
let probe: Probe

beforeAll(async () => {
  shop = await startTestApp({ modules: [ProbeModule], events })
  probe = shop.get(Probe)
  await shop.database.execute('create table probe_effects (event_id uuid not null, n integer not null)')
  await shop.database.execute('create table counters (id integer primary key, n bigint not null)')
})

beforeEach(() => {
  probe.heard.length = 0
})

afterAll(() => shop.close())

describe('database', () => {
  it('brings integers, times and json back as the code means them', async () => {
    const at = instantOf('2026-11-22T07:53:02.123Z')
    const row = await shop.database.one(
      `select 9007199254740991::bigint as big, sum(n) as total, $1::timestamptz as at, '2026-11-22'::date as day,
              $2::jsonb as list from (values (1::bigint), (2)) as v (n)`,
      [isoOf(at), json([1, { a: 2 }])],
    )
    expect(row).toEqual({ big: 9007199254740991, total: 3, at, day: '2026-11-22', list: [1, { a: 2 }] })
  })

  it('refuses a number that JavaScript cannot hold', async () => {
    await expect(shop.database.one('select 9007199254740993::bigint as big')).rejects.toThrow(/safe integer/)
  })

  it('keeps what a transaction wrote only when it resolves, and runs effects only after that', async () => {
    const effects: string[] = []
    await expect(
      shop.database.transaction(async (tx) => {
        tx.afterCommit(() => void effects.push('lost'))
        await tx.execute('insert into counters values (1, 1)')
        throw new Error('changed my mind')
      }),
    ).rejects.toThrow('changed my mind')
    await shop.database.transaction(async (tx) => {
      tx.afterCommit(() => void effects.push('kept'))
      await tx.execute('insert into counters values (2, 0)')
    })
    expect(effects).toEqual(['kept'])
    expect(await shop.database.rows('select id from counters')).toEqual([{ id: 2 }])
  })

  it('runs a deadlocked transaction again, and both writers succeed', async () => {
    await shop.database.execute('insert into counters values (10, 0), (11, 0)')
    const bump = (first: number, second: number) =>
      shop.database.transaction(async (tx) => {
        await tx.execute('update counters set n = n + 1 where id = $1', [first])
        await tx.execute('select pg_sleep(0.05)')
        await tx.execute('update counters set n = n + 1 where id = $1', [second])
      })
    await Promise.all([bump(10, 11), bump(11, 10)])
    expect(await shop.database.rows('select n from counters where id >= 10')).toEqual([{ n: 2 }, { n: 2 }])
  })

  it('answers OVERLOADED when the pool stays full past the limit', async () => {
    const tight = await startTestApp({
      modules: [],
      events,
      worker: false,
      env: { DATABASE_POOL_SIZE: '2', DATABASE_POOL_WAIT_MS: '300' },
    })
    let letGo: () => void = () => undefined
    const over = new Promise<void>((resolve) => (letGo = resolve))
    try {
      const held = [await connectionHeld(tight.database, over), await connectionHeld(tight.database, over)]
      const { rejected } = await parallel(4, () => tight.database.rows('select 1'))
      expect(rejected.map((error) => (error as { code: string }).code)).toEqual(Array(4).fill('OVERLOADED'))
      letGo()
      await Promise.all(held.map(({ done }) => done))
    } finally {
      letGo()
      await tight.close()
    }
  })

  it('answers OVERLOADED when a row stays locked past the limit', async () => {
    const hurried = await startTestApp({ modules: [], events, worker: false, env: { DATABASE_LOCK_TIMEOUT_MS: '200' } })
    try {
      await hurried.database.execute('create table held (id integer primary key)')
      await hurried.database.execute('insert into held values (1)')
      await hurried.database.transaction(async (tx) => {
        await tx.execute('select 1 from held for update')
        const rival = hurried.database.transaction((other) => other.execute('select 1 from held for update'))
        await expect(rival).rejects.toMatchObject({ code: 'OVERLOADED' })
      })
    } finally {
      await hurried.close()
    }
  })

  it('gives several reads one snapshot that cannot write', async () => {
    await shop.database.execute('insert into counters values (20, 1)')
    const read = (sql: Sql) => sql.one<{ n: number }>('select n from counters where id = 20')
    const seen = await shop.database.read(async (sql) => {
      const before = await read(sql)
      await shop.database.execute('update counters set n = 2 where id = 20')
      return [before, await read(sql)]
    })
    expect(seen).toEqual([{ n: 1 }, { n: 1 }])
    await expect(shop.database.read((sql) => sql.execute('delete from counters'))).rejects.toThrow(/read-only/)
  })

  it('counts the statements of the shop and passes over upkeep', async () => {
    const quiet = await new Database(shop.config).connect()
    try {
      const before = quiet.statements.total
      await quiet.transaction(async (tx) => {
        await tx.rows('select 1')
        await tx.rows('/* upkeep */ select 2')
      })
      await quiet.rows('select 3')
      expect(quiet.statements.total - before).toBe(2)
    } finally {
      await quiet.close()
    }
  })

  it.each(['audit_log', 'handled_events'])('never lets a row of %s change', async (table) => {
    await expect(shop.database.execute(`truncate ${table}`)).rejects.toThrow(/never changed/)
  })
})

describe('outbox', () => {
  const publish = (n: number) => shop.database.transaction((tx) => shop.get(Outbox).publish(tx, 'probe.seen', { n }))

  it('tells every handler of a committed event, once', async () => {
    await publish(1)
    await shop.settle()
    expect([...probe.heard].sort()).toEqual(['first 1', 'second 1'])
  })

  it('tells nobody of an event that was rolled back', async () => {
    const failing = shop.database.transaction(async (tx) => {
      await shop.get(Outbox).publish(tx, 'probe.seen', { n: 2 })
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    await shop.settle()
    expect(probe.heard).toEqual([])
  })

  it('settles an event nobody listens to', async () => {
    await shop.database.transaction((tx) => shop.get(Outbox).publish(tx, 'probe.ignored', { n: 3 }))
    await shop.settle()
    const row = await shop.database.one(
      `select settled_at is not null as done from outbox where name = 'probe.ignored'`,
    )
    expect(row).toEqual({ done: true })
  })

  it('carries the version of the payload and the time it happened', async () => {
    shop.clock.set(instantOf('2026-11-22T00:00:00Z'))
    const id = await publish(4)
    shop.clock.release()
    const row = await shop.database.one('select version, occurred_at as at from outbox where id = $1', [id])
    expect(row).toEqual({ version: 2, at: instantOf('2026-11-22T00:00:00Z') })
    await shop.settle()
  })

  it('brings hundreds of events through while several relays work', async () => {
    await parallel(20, (batch) =>
      shop.database.transaction(async (tx) => {
        for (let n = 0; n < 10; n += 1) await shop.get(Outbox).publish(tx, 'probe.seen', { n: 1_000 + batch * 10 + n })
      }),
    )
    await shop.settle()
    const row = await shop.database.one(
      'select count(*) as total, count(distinct event_id) as events from probe_effects where n >= 1000',
    )
    expect(row).toEqual({ total: 200, events: 200 })
  })
})

describe('jobs and sweeps', () => {
  it('runs a job after the commit that asked for it', async () => {
    await shop.database.transaction(async (tx) => shop.get(Queues).enqueueAfter(tx, probeJob, { n: 7 }))
    await shop.settle()
    expect(probe.jobs).toEqual([7])
  })

  it('runs a scheduled job when its time comes', async () => {
    const due = addMs(systemClock.now(), 400)
    await shop.get(Queues).schedule(probeJob, { n: 8 }, due)
    await expect.poll(() => probe.jobs).toContain(8)
    // The queue's own clock may be some milliseconds ahead of ours.
    expect(probe.ranAt.get(8)).toBeGreaterThan(due - 100)
  })

  it('repeats a sweep while it finds something, at the business time', async () => {
    probe.due = 3
    probe.swept = []
    const at = addMs(shop.clock.now(), 3_600_000)
    shop.clock.set(at)
    expect(await shop.sweep('probe.sweep')).toBe(3)
    shop.clock.release()
    expect(probe.swept).toEqual([at, at, at, at])
  })

  it('writes a heartbeat in business time', async () => {
    // The last beat may have fallen into the hour that the test before had moved to; another follows every few seconds.
    const lastBeatIsOff = async (): Promise<number> => {
      const row = await shop.database.one<{ at: Instant }>('select max(beat_at) as at from worker_heartbeats')
      return Math.abs(row.at - systemClock.now())
    }
    await expect.poll(lastBeatIsOff, { timeout: 60_000 }).toBeLessThan(60_000)
  })
})

describe('start-up', () => {
  const startWith = (provider: new () => object) => {
    @Module({ providers: [provider] })
    class OddModule {}
    return startTestApp({ modules: [OddModule], events, worker: false })
  }

  it('refuses a handler of an event nobody declares', async () => {
    @Injectable()
    class Odd {
      @On('probe.unknown' as 'probe.seen', 'odd.unknown')
      async hear(): Promise<void> {}
    }
    await expect(startWith(Odd)).rejects.toThrow(/probe\.unknown/)
  })

  it('refuses two handlers of one name', async () => {
    @Injectable()
    class Odd {
      @On('probe.seen', 'odd.twice')
      async one(): Promise<void> {}

      @On('probe.seen', 'odd.twice')
      async two(): Promise<void> {}
    }
    await expect(startWith(Odd)).rejects.toThrow(/odd\.twice/)
  })
})

describe('keys', () => {
  it('sort in the order they were made', () => {
    const made = Array.from({ length: 100 }, () => newId(systemClock))
    expect([...made].sort()).toEqual(made)
  })
})
