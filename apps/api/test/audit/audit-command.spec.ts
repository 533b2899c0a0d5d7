import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { TestDatabase } from '@jishi/testing/database'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isNotYet } from '../../src/audit/invariant.js'
import { auditText, RULES, runAudit } from '../../src/audit/run-audit.js'
import { createTestDatabase } from '../support/test-database.js'

const PROGRAM = fileURLToPath(new URL('../../dist/src/audit/audit-main.js', import.meta.url))

interface Answer {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

let database: TestDatabase

beforeEach(async () => {
  database = await createTestDatabase()
})
afterEach(() => database.drop())

const sql = async (...statements: string[]): Promise<void> => {
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}

const audit = (args: string[] = [], databaseUrl = database.url): Promise<Answer> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [PROGRAM, ...args], {
      env: { PATH: process.env['PATH'], JISHI_MODE: 'test', DATABASE_URL: databaseUrl },
    })
    let out = ''
    let err = ''
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString('utf8')))
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString('utf8')))
    child.once('close', (code) => resolve({ code, out, err }))
  })

const STOCK_OUT_OF_NOTHING = `insert into stocks (sku_id, location_id, on_hand) select gen_random_uuid(), id, 5 from locations`
const AN_EVENT = `insert into outbox (id, name, version, payload, occurred_at)
  values (gen_random_uuid(), 'order.placed', 1, '{}', '2026-03-01T10:00:00Z')`
const A_HEARTBEAT = `insert into worker_heartbeats (worker_id, started_at, beat_at)
  values (gen_random_uuid(), '2026-03-01T09:00:00Z', '2026-03-01T12:00:00Z')`

const LINE = /^(\S+ ok 0 .+|\S+ FAIL [1-9]\d* .+| {2}\{.*\}|\S+ n\/a .+)$/

describe('npm run audit', () => {
  it('says one line a rule and ends with 0 when every rule holds', async () => {
    const { code, out } = await audit()
    const lines = out.trimEnd().split('\n')
    expect(code, out).toBe(0)
    expect(lines.pop()).toBe(`audit: invariants ${RULES.length}, violations 0`)
    expect(lines.map((line) => line.split(' ')[0])).toEqual(RULES.map(({ id }) => id))
    for (const line of lines) expect(line).toMatch(LINE)
    const rule = (id: string): string => lines.find((line) => line.startsWith(`${id} `)) ?? ''
    expect(rule('S1')).toBe('S1 ok 0 stock: 0 ≤ reserved ≤ on hand')
    expect(rule('C1')).toMatch(/^C1 n\/a .*not built yet$/)
  })

  it('shows up to twenty violating rows, counts all of them, and ends with 1', async () => {
    await sql(...Array.from({ length: 25 }, () => STOCK_OUT_OF_NOTHING))
    const { code, out } = await audit()
    const lines = out.trimEnd().split('\n')
    const at = lines.findIndex((line) => line.startsWith('S2 '))
    expect(code).toBe(1)
    expect(lines[at]).toMatch(/^S2 FAIL 25 /)
    const rows = lines.slice(at + 1, at + 21).map((line) => JSON.parse(line) as object)
    expect(rows).toHaveLength(20)
    expect(rows[0]).toMatchObject({ on_hand: '5', moved_on_hand: '0' })
    expect(lines[at + 21]).toMatch(/^S3 /)
    // The goods belong to no product either.
    expect(lines.at(-1)).toBe(`audit: invariants ${RULES.length}, violations 50`)
  })

  it('tells programs the same as JSON', async () => {
    await sql(STOCK_OUT_OF_NOTHING)
    const { code, out } = await audit(['--json'])
    const told = JSON.parse(out) as {
      invariants: number
      violations: number
      findings: { id: string; status: string }[]
    }
    expect(code).toBe(1)
    expect(told).toMatchObject({ invariants: RULES.length, violations: 2 })
    expect(told.findings.filter(({ status }) => status === 'fail').map(({ id }) => id)).toEqual(['S2', 'Q3'])
    expect(told.findings.filter(({ status }) => status === 'n/a')).toHaveLength(RULES.filter(isNotYet).length)
  })

  it('ends with 2 when it could not look', async () => {
    const { code, out, err } = await audit([], 'postgres://nobody:nothing@127.0.0.1:9/nowhere')
    expect([code, out]).toEqual([2, ''])
    expect(err).toMatch(/^the audit could not run: /)
    expect((await audit(['--wait', 'long'])).code).toBe(2)
    expect((await audit(['--at', 'yesterdayish'])).code).toBe(2)
  })

  it('waits with --wait for what is on its way, and no longer', async () => {
    await sql(STOCK_OUT_OF_NOTHING)
    const repair = setTimeout(() => void sql('delete from stocks'), 1_500)
    expect((await audit(['--wait', '20'])).code).toBe(0)
    clearTimeout(repair)
    await sql(STOCK_OUT_OF_NOTHING)
    expect((await audit(['--wait', '1'])).code).toBe(1)
  })
})

describe('what must have happened by now', () => {
  const q1 = async (at?: string) =>
    (await runAudit(database.url, at === undefined ? {} : { at })).find(({ id }) => id === 'Q1')?.status

  it('is nothing while no worker has ever run', async () => {
    await sql(AN_EVENT)
    expect(await q1()).toBe('ok')
  })

  it('is measured at the last heartbeat, or at an earlier time that is asked for', async () => {
    await sql(AN_EVENT, A_HEARTBEAT)
    expect(await q1()).toBe('fail')
    expect(await q1('2026-03-01T10:00:59Z')).toBe('ok')
    expect(await q1('2026-03-01T10:01:01Z')).toBe('fail')
    await sql(`update outbox set published_at = '2026-03-01T10:00:01Z', settled_at = '2026-03-01T10:00:01Z'`)
    expect(await q1()).toBe('ok')
  })

  it('is not late on a shop that stands still', async () => {
    await sql(A_HEARTBEAT, AN_EVENT.replace('2026-03-01T10:00:00Z', '2026-03-01T11:59:30Z'))
    expect(await q1('2030-01-01T00:00:00Z')).toBe('ok')
  })
})

it('one text for people: rules, rows, sums', () => {
  const text = auditText([
    { id: 'S1', title: 'stock', status: 'ok' },
    { id: 'S6', title: 'activity', status: 'n/a', why: 'flash sale is not built yet' },
    { id: 'S2', title: 'moves', status: 'fail', count: 3, rows: [{ on_hand: 1 }] },
  ])
  expect(text).toBe(
    [
      'S1 ok 0 stock',
      'S6 n/a flash sale is not built yet',
      'S2 FAIL 3 moves',
      '  {"on_hand":1}',
      'audit: invariants 3, violations 3',
    ].join('\n'),
  )
})
