import { isDomainError } from '@jishi/kernel/errors'
import { newId, type Id } from '@jishi/kernel/id'
import { addDays, systemClock } from '@jishi/kernel/time'
import { parallel } from '@jishi/testing/race'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Idempotency, type IdempotentCall } from '../../src/infra/idempotency/idempotency.js'
import type { Tx } from '../../src/infra/database/sql.js'
import type { TestApp } from '../support/test-app.js'
import { startTestApp } from '../support/test-app.js'

let shop: TestApp
let idempotency: Idempotency

beforeAll(async () => {
  shop = await startTestApp({ modules: [], worker: false, env: { DATABASE_LOCK_TIMEOUT_MS: '3000' } })
  idempotency = shop.get(Idempotency)
  await shop.database.execute('create table things (id uuid primary key, n integer not null)')
})
afterAll(async () => shop.close())
beforeEach(async () => {
  await shop.database.execute('truncate things, idempotency_keys')
})

const call = (key: string, body: unknown = { n: 1 }, actor = 'member:a'): IdempotentCall => ({
  actor,
  route: 'POST /things',
  key,
  body,
})
const make = (tx: Tx) => async (id: Id<'thing'>) => {
  await tx.execute('insert into things (id, n) values ($1, 1)', [id])
  return id
}
const run = (asked: IdempotentCall) => shop.database.transaction((tx) => idempotency.run(tx, asked, 'thing', make(tx)))
const count = async (): Promise<number> =>
  (await shop.database.one<{ n: number }>('select count(*) as n from things')).n
const codeOf = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => (isDomainError(error) ? error.code : String(error)),
  )

describe('one key', () => {
  it('sent fifty times at once does its work once and gives fifty equal answers', async () => {
    const { fulfilled: outcomes, rejected } = await parallel(50, () => run(call('k')))
    expect(rejected).toEqual([])
    expect(outcomes).toHaveLength(50)
    expect(await count()).toBe(1)
    expect(new Set(outcomes.map(({ id }) => id)).size).toBe(1)
    expect(outcomes.filter(({ repeated }) => !repeated)).toHaveLength(1)
  })

  it('costs one statement beyond the work itself', async () => {
    const before = shop.database.statements.total
    await run(call('k'))
    expect(shop.database.statements.total - before).toBe(2)
  })

  it('belongs to one actor and one route', async () => {
    const outcomes = [
      await run(call('k')),
      await run(call('k', { n: 1 }, 'member:b')),
      await run({ ...call('k'), route: 'POST /others' }),
    ]
    expect(new Set(outcomes.map(({ id }) => id)).size).toBe(3)
  })

  it('with another body is refused, with the same body in another order is the same', async () => {
    const first = await run(call('k', { n: 1, list: [1, { a: 1, b: 2 }] }))
    expect(await run(call('k', { list: [1, { b: 2, a: 1 }], n: 1 }))).toEqual({ ...first, repeated: true })
    expect(await codeOf(run(call('k', { n: 2, list: [1, { a: 1, b: 2 }] })))).toBe('IDEMPOTENCY_MISMATCH')
    expect(await codeOf(run(call('k', { n: 1, list: [{ a: 1, b: 2 }, 1] })))).toBe('IDEMPOTENCY_MISMATCH')
  })

  it('is free again after a refusal or a crash', async () => {
    const failing = shop.database.transaction((tx) =>
      idempotency.run(tx, call('k'), 'thing', async (id: Id<'thing'>) => {
        await make(tx)(id)
        throw new Error('crash')
      }),
    )
    await expect(failing).rejects.toThrow('crash')
    expect(await count()).toBe(0)
    expect((await run(call('k'))).repeated).toBe(false)
  })

  it('remembers the resource it worked on when that is another than the proposed one', async () => {
    const known = newId<'thing'>(systemClock)
    const add = () =>
      shop.database.transaction((tx) => idempotency.run(tx, call('k'), 'thing', () => Promise.resolve(known)))
    expect((await add()).id).toBe(known)
    expect(await add()).toEqual({ kind: 'thing', id: known, repeated: true })
  })

  it('held by a first call beyond the lock limit answers that it is still in flight', async () => {
    let release = (): void => undefined
    const held = new Promise<void>((resolve) => (release = resolve))
    let claimed = (): void => undefined
    const started = new Promise<void>((resolve) => (claimed = resolve))
    const slow = shop.database.transaction((tx) =>
      idempotency.run(tx, call('k'), 'thing', async (id: Id<'thing'>) => {
        claimed()
        await held
        return id
      }),
    )
    await started
    const second = await codeOf(run(call('k')))
    release()
    await slow
    expect(second).toBe('IDEMPOTENCY_IN_FLIGHT')
    expect(await codeOf(run(call('k')))).toBe('done')
  })

  it('is forgotten after a week', async () => {
    await run(call('old'))
    shop.clock.set(addDays(systemClock.now(), 8))
    await run(call('new'))
    expect(await shop.sweep('idempotency.forget-old-keys')).toBe(1)
    const left = await shop.database.rows<{ key: string }>('select key from idempotency_keys')
    expect(left).toEqual([{ key: 'new' }])
    shop.clock.release()
  })
})
