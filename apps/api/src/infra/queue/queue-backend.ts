import type { Processor } from 'bullmq'
import { Queue, Worker, createPostgresBackend, createRedisBackend, runMigrations } from 'bullmq'
import pg from 'pg'
import type { Config } from '../config/config.js'
import type { QueueName } from './job-type.js'
import { QUEUE_NAMES } from './job-type.js'
import { QueuePool } from './queue-pool.js'

const PREFIX = 'jishi'
/** One LISTEN connection per worker, and some for the statements of producers and of running jobs. */
const POOL_SIZE = QUEUE_NAMES.length + 9
/** A job whose worker was killed, or lost its connection while reporting, is taken up again after this long. */
const LOCK_MS = 15_000
const STALLED_CHECK_MS = 5_000
/** How long a worker sleeps whom nobody wakes; a delayed job shortens it by itself. */
const IDLE_SECONDS = 30

export type QueueKind = 'postgres' | 'redis'

/** Where jobs are kept: Postgres by default, Redis when REDIS_URL is set. Everything above is the same for both. */
export interface QueueBackend {
  readonly kind: QueueKind
  prepare(): Promise<void>
  queue(name: QueueName): Queue
  worker(name: QueueName, processor: Processor, concurrency: number): Worker
  close(): Promise<void>
}

export const queueBackend = (config: Config): QueueBackend =>
  config.redisUrl === undefined ? postgresBackend(config.databaseUrl) : redisBackend(config.redisUrl)

/** The constructors are typed for Redis only; the backend factory as a second argument is what chooses at run time. */
const factoryFor = (kind: QueueKind): undefined =>
  (kind === 'postgres' ? createPostgresBackend : createRedisBackend) as unknown as undefined

const WORKER_OPTIONS = {
  lockDuration: LOCK_MS,
  stalledInterval: STALLED_CHECK_MS,
  maxStalledCount: 3,
  prefix: PREFIX,
} as const

export const migrateQueue = async (databaseUrl: string): Promise<void> => {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    await runMigrations(client)
  } finally {
    await client.end()
  }
}

/**
 * Jobs may be committed asynchronously: a job lost in a crash is found again by the outbox or by a sweep,
 * and waiting for the disk on each would make the queue three times slower.
 */
const postgresBackend = (databaseUrl: string): QueueBackend => {
  const pool = new QueuePool({
    connectionString: databaseUrl,
    application_name: 'jishi-queue',
    max: POOL_SIZE,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    options: '-c search_path=bullmq,public -c synchronous_commit=off',
  })
  // A lost idle connection is replaced at the next use; without a listener it would end the process.
  pool.on('error', () => undefined)
  // The same while somebody holds it: whatever it was doing fails by itself.
  pool.on('connect', (client) => client.on('error', () => undefined))
  // Every queue and every worker adds a listener of its own to the one pool.
  pool.setMaxListeners(200)
  const connection = pool as unknown as { host: string }
  const factory = factoryFor('postgres')
  return {
    kind: 'postgres',
    prepare: () => migrateQueue(databaseUrl),
    queue: (name) => new Queue(name, { connection, prefix: PREFIX }, factory),
    worker: (name, processor, concurrency) =>
      new Worker(
        name,
        processor,
        { ...WORKER_OPTIONS, drainDelay: IDLE_SECONDS, connection, concurrency, autorun: false },
        factory,
      ),
    close: () => pool.end(),
  }
}

const redisBackend = (url: string): QueueBackend => ({
  kind: 'redis',
  prepare: async () => undefined,
  // A producer fails at once when Redis is away (the sweep will find the work); a worker waits for it.
  queue: (name) =>
    new Queue(name, { connection: { url, maxRetriesPerRequest: 1, enableOfflineQueue: false }, prefix: PREFIX }),
  worker: (name, processor, concurrency) =>
    new Worker(name, processor, {
      ...WORKER_OPTIONS,
      connection: { url, maxRetriesPerRequest: null },
      concurrency,
      autorun: false,
    }),
  close: async () => undefined,
})
