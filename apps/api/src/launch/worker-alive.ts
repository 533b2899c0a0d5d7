import { addMs, isoOf, secondMs, systemClock } from '@jishi/kernel/time'
import pg from 'pg'

/** The worker writes a beat every five seconds; four missed ones are too many. */
const FRESH_MS = 25 * secondMs

/** For the health check of a container, which has no port to ask: exit 0 while a worker's heartbeat is fresh. */
const hasFreshBeat = async (): Promise<boolean> => {
  const client = new pg.Client({ connectionString: process.env['DATABASE_URL'], connectionTimeoutMillis: 4_000 })
  try {
    await client.connect()
    const { rows } = await client.query<{ fresh: boolean | null }>(
      `select max(beat_at) > $1 as fresh from worker_heartbeats`,
      [isoOf(addMs(systemClock.now(), -FRESH_MS))],
    )
    return rows[0]?.fresh === true
  } catch {
    return false
  } finally {
    await client.end().catch(() => undefined)
  }
}

process.exit((await hasFreshBeat()) ? 0 : 1)
