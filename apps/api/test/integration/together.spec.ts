import { instantOf, isoOf } from '@jishi/kernel/time'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { inSteps, prepared } from '../../src/infra/database/sql.js'
import { together } from '../../src/infra/database/together.js'
import { startTestApp, type TestApp } from '../support/test-app.js'

let shop: TestApp

beforeAll(async () => {
  shop = await startTestApp({ modules: [] })
  await shop.database.execute('create table jars (id integer primary key, n bigint not null check (n >= 0))')
  await shop.database.execute('insert into jars select n, 0 from generate_series(1, 9) n')
})
afterAll(() => shop.close())

const sentBy = async <Answer>(work: () => Promise<Answer>): Promise<[Answer, number]> => {
  const before = shop.database.statements.total
  const answer = await work()
  return [answer, shop.database.statements.total - before]
}

const filled = (id: number): Promise<{ n: number }> => shop.database.one('select n from jars where id = $1', [id])

it('sends what is asked in one breath as one statement, and brings everything back as it would have come alone', async () => {
  const at = instantOf('2026-11-22T07:53:02.123Z')
  const [answers, sent] = await sentBy(() =>
    together(shop.database, (one) => [
      one.rows('select n, $1::text as word from generate_series(1, $2::int) n order by n desc', ['苹果', 2]),
      one.maybe('select 1 as one where false'),
      one.one(prepared('spec.dated', `select $1::timestamptz as "openedAt", null::timestamptz as "closedAt"`), [
        isoOf(at),
      ]),
      one.one(`select 9007199254740991::bigint as big, '{"b": [1]}'::jsonb as deep, $1::text as word`, ['$1']),
    ]),
  )
  expect(sent).toBe(1)
  expect(answers).toEqual([
    ...[
      [
        { n: 2, word: '苹果' },
        { n: 1, word: '苹果' },
      ],
      undefined,
      { openedAt: at, closedAt: null },
    ],
    { big: 9007199254740991, deep: { b: [1] }, word: '$1' },
  ])
})

it('carries out what is written, tells how many rows that touched, and takes the steps of each along', async () => {
  const moved = inSteps(
    'taken as (update jars set n = n + $2 where id = $1 returning n)',
    'update jars set n = (select n from taken) where id = $3 returning n',
  )
  const [[touched, rows, none], sent] = await sentBy(() =>
    shop.database.transaction((tx) =>
      together(tx, (one) => [
        one.execute('update jars set n = n + $1 where id <= 2', [5]),
        one.rows(moved, [3, 7, 4]),
        one.execute('insert into jars values (1, 0) on conflict do nothing'),
      ]),
    ),
  )
  expect({ touched, rows, none, sent }).toEqual({ touched: 2, rows: [{ n: 7 }], none: 0, sent: 1 })
  expect([await filled(1), await filled(3), await filled(4)]).toEqual([{ n: 5 }, { n: 7 }, { n: 7 }])
})

it('parts those whose steps go by the same name, keeps their order, and lets the second see the first', async () => {
  const filling = inSteps(
    'seen as (select n from jars where id = $1), poured as materialized (select n + $2::bigint as n from seen)',
    'update jars set n = (select n from poured) where id = $1 returning n',
  )
  const [answers, sent] = await sentBy(() =>
    shop.database.transaction((tx) =>
      together(tx, (one) => [
        one.one('select n from jars where id = 5'),
        one.one(filling, [5, 1]),
        one.execute('update jars set n = 20 where id = 6'),
        one.one(filling, [5, 10]),
        one.one('select n from jars where id = 6'),
      ]),
    ),
  )
  expect(answers).toEqual([{ n: 0 }, { n: 1 }, 1, { n: 11 }, { n: 20 }])
  expect(sent).toBe(2)
  const refused = together(shop.database, (one) => [one.one(filling, [5, -100]), one.one(filling, [5, 1])])
  await expect(refused).rejects.toThrow(/jars_n_check/)
})

it('lets whoever waits for an answer first go later, and whoever gathers within travel along', async () => {
  const [answers, sent] = await sentBy(() =>
    together(shop.database, (one) => [
      one.one<{ n: number }>('select 1 as n').then(({ n }) => one.one('select $1::int + 1 as n', [n])),
      together(one, (same) => [same.one('select 3 as n'), same.one('select 4 as n')]),
    ]),
  )
  expect(answers).toEqual([{ n: 2 }, [{ n: 3 }, { n: 4 }]])
  expect(sent).toBe(2)
})

it('waits for all, and says what one of them makes of a failure before the bare error that all of them saw', async () => {
  class Empty extends Error {}
  let waited = false
  const emptied = shop.database.transaction((tx) =>
    together(tx, (one) => [
      one.execute('update jars set n = 99 where id = 8'),
      one.execute('update jars set n = -1 where id = 9').catch(async () => {
        await new Promise((resolve) => setTimeout(resolve, 5))
        waited = true
        throw new Empty()
      }),
    ]),
  )
  await expect(emptied).rejects.toThrow(Empty)
  expect(waited).toBe(true)
  expect(await filled(8)).toEqual({ n: 0 })
  const twice = together(shop.database, (one) => [
    one.one('select 1 as n from generate_series(1, 2)'),
    one.one('select 1 as n'),
  ])
  await expect(twice).rejects.toThrow(/expected one row, got 2/)
  const huge = together(shop.database, (one) => [one.one('select 9007199254740993 as n'), one.one('select 1 as n')])
  await expect(huge).rejects.toThrow(/safe integer/)
})
