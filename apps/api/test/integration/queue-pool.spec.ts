import { systemClock } from '@jishi/kernel/time'
import { eventually } from '@jishi/testing/settle'
import pg from 'pg'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { loadConfig } from '../../src/infra/config/config.js'
import { jobType } from '../../src/infra/queue/job-type.js'
import { Queues } from '../../src/infra/queue/queues.js'
import { createTestDatabase } from '../support/test-database.js'

const probe = jobType<{ n: number }>('probe', { queue: 'order' })

let queues: Queues
let drop = async (): Promise<void> => undefined

beforeAll(async () => {
  const database = await createTestDatabase()
  drop = database.drop
  queues = new Queues(loadConfig({ JISHI_MODE: 'test', DATABASE_URL: database.url }), systemClock)
  await queues.prepare()
})
afterAll(async () => {
  vi.restoreAllMocks()
  await queues?.onApplicationShutdown()
  await drop()
})

interface Sent {
  readonly name?: string
  readonly text: string
}

it('a worker with nothing to do asks once what the library asks in three, and each question is planned once', async () => {
  const sent: Sent[] = []
  const query = pg.Client.prototype.query as (...given: unknown[]) => unknown
  vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (this: pg.Client, ...given: unknown[]) {
    const [asked] = given
    if (typeof asked === 'object' && asked !== null && 'text' in asked) sent.push(asked as Sent)
    return query.apply(this, given)
  } as never)
  const done: number[] = []
  const worker = queues.worker('order', async (job) => void done.push((job.data as { n: number }).n), 1)
  void worker.run()
  // Later than the first wait, which is then over at its time and by nobody's word.
  await queues.schedule(probe, { n: 1 }, (systemClock.now() + 400) as never)
  await queues.enqueue(probe, { n: 2 })
  await eventually(() => done.length === 2)
  await eventually(() => sent.filter(({ text }) => text.includes('next_delay')).length >= 2)
  await worker.close()
  expect(done).toEqual([2, 1])
  expect(sent.filter(({ text }) => text.includes('next_signal'))).toEqual([])
  const waits = sent.filter(({ text }) => text.includes('next_delay'))
  expect(waits.every(({ text }) => text.includes('AS present'))).toBe(true)
  const claims = sent.filter(({ text }) => text.includes('FROM move_to_active'))
  expect(claims.length).toBeGreaterThan(1)
  expect(new Set(claims.map(({ name }) => name))).toEqual(new Set([expect.stringMatching(/^[\w-]{16}$/)]))
})
