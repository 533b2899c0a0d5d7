import { newId } from '@jishi/kernel/id'
import { addMs, instantOf, isoOf, minuteMs } from '@jishi/kernel/time'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { MovableClock } from '../../src/infra/clock/clock.js'
import { loadConfig } from '../../src/infra/config/config.js'
import { Database } from '../../src/infra/database/database.js'
import type { Decision, TakeAsk, TakeEngine } from '../../src/modules/seckill/engine/engine.js'
import { ItemMemory } from '../../src/modules/seckill/engine/item-memory.js'
import { SLOW_MACHINE } from './slow-machine.js'
import { createTestDatabase } from './test-database.js'

/** What an engine is made of, and a place of its own to sell from. */
export interface EngineParts {
  readonly database: Database
  readonly clock: MovableClock
  readonly memory: ItemMemory
}

export type EngineOf = (parts: EngineParts) => TakeEngine

const HOLD_MS = 10 * minuteMs
const OPENS = instantOf('2026-03-01T02:00:00.000Z')

/** One place to sell from: a database, a clock inside the window, and as many engines on it as there are processes. */
export class Counter {
  readonly clock = new MovableClock(addMs(OPENS, 1_000))
  readonly engines: TakeEngine[] = []
  private readonly seen: string[] = []

  private constructor(
    readonly database: Database,
    private readonly drop: () => Promise<void>,
    private readonly make: EngineOf,
  ) {}

  static async open(make: EngineOf): Promise<Counter> {
    const { url, drop } = await createTestDatabase()
    const config = loadConfig({ JISHI_MODE: 'test', DATABASE_URL: url, ...SLOW_MACHINE })
    return new Counter(await new Database(config).connect(), drop, make)
  }

  /** An engine as another process would have it: it shares nothing with the others but what is stored. */
  engine(): TakeEngine {
    const engine = this.make({ database: this.database, clock: this.clock, memory: new ItemMemory(this.database) })
    this.engines.push(engine)
    return engine
  }

  async goods({ total, perMember = 1 }: { total: number; perMember?: number }): Promise<string> {
    const [activityId, itemId] = [newId(this.clock), newId(this.clock)]
    const [opens, closes] = [isoOf(OPENS), isoOf(addMs(OPENS, 60 * minuteMs))]
    await this.database.execute(
      `insert into activities (id, kind, state, name, warm_up_at, starts_at, ends_at, pay_within_ms, proof_bits, created_at, updated_at, armed_at, stock_id)
       values ($1, 'seckill', 'running', '试卖', $2, $2, $3, $4, 0, $2, $2, $2, $1)`,
      [activityId, opens, closes, HOLD_MS],
    )
    await this.database.execute(
      `insert into activity_skus (id, activity_id, position, sku_id, spu_id, price_fen, per_member, total, opens_at, closes_at, live)
       values ($1, $2, 1, $3, $3, 900, $4, $5, $6, $7, true)`,
      [itemId, activityId, newId(this.clock), perMember, total, opens, closes],
    )
    this.seen.push(itemId)
    return itemId
  }

  ask(itemId: string, memberId: string = newId(this.clock), more: Partial<TakeAsk> = {}): TakeAsk {
    const fresh = { takeId: newId(this.clock), request: newId(this.clock), qty: 1, holdMs: HOLD_MS, again: false }
    return { itemId, memberId, ...fresh, ...more }
  }

  async close(): Promise<void> {
    await Promise.all(this.engines.map((engine) => engine.close()))
    await this.database.close()
    await this.drop()
  }
}

/** Counters, shares and takes agree, and nobody has more than they may. */
export const assertSound = async ({ database }: Counter): Promise<void> => {
  expect(
    await database.rows(
      `select i.id from activity_skus i
         left join (select item_id, sum(qty) filter (where state in ('won', 'ordered')) as drawn, sum(qty) filter (where state = 'sold') as sold
                      from seckill_takes group by 1) t on t.item_id = i.id
        where i.drawn <> coalesce(t.drawn, 0) or i.sold <> coalesce(t.sold, 0) or i.drawn + i.sold > i.total
       union all
       select s.item_id from seckill_shares s
         left join (select item_id, member_id, sum(qty) as qty from seckill_takes where state <> 'released' group by 1, 2) t using (item_id, member_id)
        where s.qty <> coalesce(t.qty, 0) or s.qty > s.per_member`,
    ),
  ).toEqual([])
}

export const statesOf = (decisions: readonly Decision[]): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const { state } of decisions) counts[state] = (counts[state] ?? 0) + 1
  return counts
}

const together = (engine: TakeEngine, asks: readonly TakeAsk[]): Promise<Decision[]> =>
  Promise.all(asks.map((ask) => engine.decide(ask)))

const times = <One>(count: number, one: (place: number) => One): One[] =>
  Array.from({ length: count }, (_, place) => one(place))

const wonTake = (decision: Decision | undefined): string => {
  expect(decision?.state).toBe('won')
  return decision?.state === 'won' ? decision.take.id : ''
}

/** What every engine promises, whatever stands in front of the database. */
export const takeEngineContract = (make: EngineOf): void => {
  let counter: Counter
  let engine: TakeEngine

  beforeAll(async () => {
    counter = await Counter.open(make)
    engine = counter.engine()
  })
  afterAll(() => counter.close())

  it('sells the only unit once to a hundred who come at once', async () => {
    const itemId = await counter.goods({ total: 1 })
    const said = await together(
      engine,
      times(100, () => counter.ask(itemId)),
    )
    expect(statesOf(said)).toEqual({ won: 1, sold_out: 99 })
  })

  it('gives each member one, however many requests they send', async () => {
    const itemId = await counter.goods({ total: 10 })
    const members = times(12, () => newId(counter.clock))
    const said = await together(
      engine,
      times(60, (place) => counter.ask(itemId, members[place % 12])),
    )
    expect(statesOf(said)['won']).toBe(10)
    const { held } = await counter.database.one<{ held: number }>(
      'select count(distinct member_id)::int as held from seckill_takes where item_id = $1',
      [itemId],
    )
    expect(held).toBe(10)
  })

  it('sells six of seven by twos, says that one is left, and sells it alone', async () => {
    const itemId = await counter.goods({ total: 7, perMember: 2 })
    const said = await together(
      engine,
      times(20, () => counter.ask(itemId, undefined, { qty: 2 })),
    )
    expect(statesOf(said)).toEqual({ won: 3, short: 17 })
    expect(said.find(({ state }) => state === 'short')).toEqual({ state: 'short', left: 1 })
    expect(await engine.decide(counter.ask(itemId))).toMatchObject({ state: 'won', take: { qty: 1 } })
  })

  it('gives one who wants less what those who want more cannot have, in the same batch', async () => {
    const itemId = await counter.goods({ total: 3, perMember: 2 })
    const said = await together(
      engine,
      [2, 2, 1].map((qty) => counter.ask(itemId, undefined, { qty })),
    )
    expect(said.map(({ state }) => state)).toEqual(['won', 'short', 'won'])
  })

  it('answers a request that is asked again with what it was told, also after a restart and after all are gone', async () => {
    const itemId = await counter.goods({ total: 1, perMember: 1 })
    const ask = counter.ask(itemId)
    const [first, second] = await together(engine, [ask, ask])
    expect(second).toEqual(first)
    const id = wonTake(first)
    expect(wonTake(await engine.decide({ ...ask, again: true }))).toBe(id)
    expect(wonTake(await counter.engine().decide({ ...ask, again: true }))).toBe(id)
  })

  it('lets a ticket decide one request', async () => {
    const itemId = await counter.goods({ total: 5, perMember: 5 })
    const ask = counter.ask(itemId)
    wonTake(await engine.decide(ask))
    expect(await engine.decide({ ...ask, request: newId(counter.clock) })).toEqual({ state: 'used' })
  })

  it('counts quantities towards the limit', async () => {
    const itemId = await counter.goods({ total: 9, perMember: 3 })
    const member = newId(counter.clock)
    const said = [
      await engine.decide(counter.ask(itemId, member, { qty: 2 })),
      await engine.decide(counter.ask(itemId, member, { qty: 2 })),
      await engine.decide(counter.ask(itemId, member, { qty: 1 })),
      await engine.decide(counter.ask(itemId, member, { qty: 1 })),
    ]
    expect(said.map(({ state }) => state)).toEqual(['won', 'limit_reached', 'won', 'limit_reached'])
  })

  it('lets nobody hold more than three that are not paid', async () => {
    const goods = [1, 2, 3, 4].map(() => counter.goods({ total: 1 }))
    const member = newId(counter.clock)
    const said: Decision[] = []
    for (const itemId of await Promise.all(goods)) said.push(await engine.decide(counter.ask(itemId, member)))
    expect(said.map(({ state }) => state)).toEqual(['won', 'won', 'won', 'too_many_open'])
  })

  it('sells nothing outside the window, and nothing of what was stopped', async () => {
    const itemId = await counter.goods({ total: 5 })
    const now = counter.clock.now()
    counter.clock.set(addMs(OPENS, -1))
    expect(await engine.decide(counter.ask(itemId))).toEqual({ state: 'not_started' })
    counter.clock.set(addMs(OPENS, 60 * minuteMs))
    expect(await engine.decide(counter.ask(itemId))).toEqual({ state: 'ended' })
    counter.clock.set(now)
    await counter.database.execute('update activity_skus set live = false where id = $1', [itemId])
    expect(await engine.decide(counter.ask(itemId))).toEqual({ state: 'stopped' })
  })

  it('tells all of a batch that could not be decided, and decides it when it is asked again', async () => {
    const itemId = await counter.goods({ total: 2 })
    const asks = times(5, () => counter.ask(itemId))
    await counter.database.execute('alter table seckill_shares rename to seckill_shares_gone')
    const failed = await Promise.allSettled(asks.map((ask) => engine.decide(ask)))
    await counter.database.execute('alter table seckill_shares_gone rename to seckill_shares')
    expect(failed.map(({ status }) => status)).toEqual(times(5, () => 'rejected'))
    const said = await together(
      engine,
      asks.map((ask) => ({ ...ask, again: true })),
    )
    expect(statesOf(said)).toEqual({ won: 2, sold_out: 3 })
  })

  it('decides the same in two processes at once, the same requests sent to both', async () => {
    const other = counter.engine()
    const itemId = await counter.goods({ total: 40 })
    const asks = times(200, () => counter.ask(itemId))
    const [here, there] = await Promise.all([together(engine, asks), together(other, [...asks].reverse())])
    const ids = (said: readonly Decision[]) =>
      new Set(said.flatMap((one) => (one.state === 'won' ? [one.take.id] : [])))
    expect(new Set([...ids(here), ...ids(there)]).size).toBe(40)
  })

  it('sells again what came back', async () => {
    const itemId = await counter.goods({ total: 1 })
    const id = wonTake(await engine.decide(counter.ask(itemId)))
    expect(await engine.decide(counter.ask(itemId))).toEqual({ state: 'sold_out', mayReturn: true })
    await counter.database.transaction(async (tx) => {
      await tx.execute(
        `update seckill_takes set state = 'released', released = 'given_up', released_at = $2 where id = $1`,
        [...[id, isoOf(counter.clock.now())]],
      )
      await tx.execute('update seckill_shares set qty = 0 where item_id = $1', [itemId])
      await tx.execute('update activity_skus set drawn = drawn - 1 where id = $1', [itemId])
    })
    await engine.freed(itemId, 1)
    wonTake(await engine.decide(counter.ask(itemId)))
  })

  it('leaves counters, shares and takes that agree', () => assertSound(counter))
}
