import { isUniqueViolation } from '../../src/infra/database/failures.js'
import { prepared } from '../../src/infra/database/sql.js'
import { startTestApp, type TestApp } from '../support/test-app.js'
import { afterAll, beforeAll, expect, it } from 'vitest'

let shop: TestApp

beforeAll(async () => {
  shop = await startTestApp({ modules: [] })
  await shop.database.execute('create table jars (id integer primary key)')
})
afterAll(() => shop.close())

const jars = async (): Promise<number[]> =>
  (await shop.database.rows<{ id: number }>('select id from jars order by id')).map(({ id }) => id)

const ADD = 'insert into jars select unnest($1::int[])'
const KEPT_ADD = prepared('spec.add-jar', 'insert into jars values ($1)')
const INSIDE = `select pg_current_xact_id()::text as transaction`

it('is opened by its first statement, whatever that is, and ends with all of it or nothing', async () => {
  await shop.database.transaction((tx) => tx.execute(ADD, [[1]]))
  await shop.database.transaction((tx) => tx.execute('insert into jars values (2)'))
  for (const id of [3, 4]) await shop.database.transaction((tx) => tx.execute(KEPT_ADD, [id]))
  const failing = shop.database.transaction(async (tx) => {
    await tx.execute(KEPT_ADD, [5])
    expect(await jars()).toEqual([1, 2, 3, 4])
    throw new Error('changed its mind')
  })
  await expect(failing).rejects.toThrow('changed its mind')
  expect(await jars()).toEqual([1, 2, 3, 4])
})

it('is one, though its first two statements leave together', async () => {
  for (const first of [INSIDE, prepared('spec.inside', INSIDE)]) {
    const seen = await shop.database.transaction((tx) =>
      Promise.all([first, INSIDE].map((text) => tx.one<{ transaction: string }>(text))),
    )
    expect(seen[0]).toEqual(seen[1])
  }
})

it('leaves a sound connection where its very first statement is refused', async () => {
  const unplanned = prepared('spec.unplanned', 'insert into jars values ($1)')
  for (const statement of [ADD, unplanned, unplanned, KEPT_ADD]) {
    const refused = shop.database.transaction((tx) => tx.execute(statement, [statement === ADD ? [1] : 1]))
    expect(isUniqueViolation(await refused.catch((error: unknown) => error))).toBe(true)
    expect(shop.database.poolState.waiting).toBe(0)
    await shop.database.transaction((tx) => tx.execute('select 1 from jars'))
  }
  for (const wrong of ['select nothing from nowhere', prepared('spec.nowhere', 'select nothing from nowhere')]) {
    for (const _again of [1, 2]) {
      await expect(shop.database.transaction((tx) => tx.rows(wrong))).rejects.toThrow('nowhere')
    }
  }
  expect(await jars()).toEqual([1, 2, 3, 4])
  const { open } = await shop.database.one<{ open: number }>(
    `select count(*) as open from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'`,
  )
  expect(open).toBe(0)
})

it('does not pretend to have committed what a refused statement took back', async () => {
  const passedOver = shop.database.transaction(async (tx) => {
    await tx.execute('insert into jars values (6)')
    await tx.execute('insert into jars values (6)').catch(() => undefined)
    return 'done'
  })
  await expect(passedOver).rejects.toThrow('passed over')
  expect(await jars()).toEqual([1, 2, 3, 4])
})

it('costs nothing where nothing is asked, and still runs what follows a commit', async () => {
  const before = shop.database.statements.total
  const followed: string[] = []
  const answer = await shop.database.transaction(async (tx) => {
    tx.afterCommit(() => void followed.push('followed'))
    return 7
  })
  expect([answer, followed, shop.database.statements.total]).toEqual([7, ['followed'], before])
})
