import { randomInt } from 'node:crypto'
import { Inject, Injectable, Logger } from '@nestjs/common'
import type { OnApplicationShutdown } from '@nestjs/common'
import type pg from 'pg'
import type { PoolClient } from 'pg'
import { assert } from '@jishi/kernel/assert'
import type { Config } from '../config/config.js'
import { CONFIG } from '../config/config.js'
import { StatementCounter, UNCOUNTED, countingDriver, poolOptions } from './driver.js'
import { isRetryable, translated } from './failures.js'
import { openWith } from './opening.js'
import type { Sql, SqlResult, SqlSender, SqlText, SqlValue, Tx } from './sql.js'
import { sqlOver, submittedOf } from './sql.js'

const ATTEMPTS = 4
const RETRY_JITTER_MS = 40

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

export interface PoolState {
  total: number
  idle: number
  waiting: number
}

/** The pool of the driver, with one way of asking. */
interface Pool extends Pick<pg.Pool, 'totalCount' | 'idleCount' | 'waitingCount' | 'connect' | 'end'> {
  query<Row extends object>(
    statement: ReturnType<typeof submittedOf>,
    values: readonly SqlValue[],
  ): Promise<SqlResult<Row>>
}

/**
 * The one door to Postgres. `rows / maybe / one / execute` send one statement on a pooled connection;
 * `transaction` gives a `Tx`; `read` gives several reads one consistent snapshot. Every wait has a limit:
 * a full pool, a held lock or a slow statement becomes OVERLOADED (503), a lost server UNAVAILABLE (503).
 */
@Injectable()
export class Database implements Sql, OnApplicationShutdown {
  readonly statements = new StatementCounter()
  readonly rows: Sql['rows']
  readonly maybe: Sql['maybe']
  readonly one: Sql['one']
  readonly execute: Sql['execute']
  readonly pool: Pool
  private closed: Promise<void> | undefined
  private readonly log = new Logger('Database')

  constructor(@Inject(CONFIG) private readonly config: Config) {
    const { Pool: CountingPool } = countingDriver(this.statements)
    const connection = { connectionString: config.databaseUrl, application_name: 'jishi' }
    const pool = new CountingPool({ ...connection, ...poolOptions(config) })
    pool.on('error', (error) => this.log.warn(`idle connection lost: ${error.message}`))
    this.pool = pool
    const pooled = sqlOver(async <Row extends object>(text: SqlText, values: readonly SqlValue[]) => {
      try {
        return await this.pool.query<Row>(submittedOf(text), values)
      } catch (error) {
        throw translated(error)
      }
    })
    this.rows = pooled.rows
    this.maybe = pooled.maybe
    this.one = pooled.one
    this.execute = pooled.execute
  }

  /** Throws where no server answers. */
  async connect(): Promise<this> {
    await this.execute(`${UNCOUNTED} select 1`)
    return this
  }

  get poolState(): PoolState {
    return { total: this.pool.totalCount, idle: this.pool.idleCount, waiting: this.pool.waitingCount }
  }

  /**
   * Runs the work in one READ COMMITTED transaction and commits when it resolves. A deadlock or a
   * serialization failure runs the whole work again (at most three times, with jitter), so the work may
   * touch nothing but its Tx. No HTTP call belongs inside.
   */
  async transaction<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.once(work)
      } catch (error) {
        if (attempt < ATTEMPTS && isRetryable(error)) {
          await wait(randomInt(RETRY_JITTER_MS * attempt))
          continue
        }
        throw translated(error)
      }
    }
  }

  /** Several reads that must agree with each other: one read-only snapshot. */
  async read<Result>(work: (sql: Sql) => Promise<Result>): Promise<Result> {
    let client: PoolClient | undefined
    try {
      client = await this.pool.connect()
      await client.query('begin isolation level repeatable read read only')
      return await work(sqlOver(senderOf(client)))
    } catch (error) {
      throw translated(error)
    } finally {
      if (client !== undefined) await giveUp(client)
    }
  }

  async close(): Promise<void> {
    await (this.closed ??= this.pool.end())
  }

  async onApplicationShutdown(): Promise<void> {
    await this.close()
  }

  private async once<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result> {
    const effects: (() => void | Promise<void>)[] = []
    const client = await this.pool.connect()
    const opened = { yet: false }
    let result: Result
    try {
      result = await work(txOf(client, opened, effects))
      if (opened.yet) await commit(client)
    } catch (error) {
      await (opened.yet ? giveUp(client) : client.release())
      throw error
    }
    client.release()
    await this.runEffects(effects)
    return result
  }

  private async runEffects(effects: readonly (() => void | Promise<void>)[]): Promise<void> {
    for (const effect of effects) {
      try {
        await effect()
      } catch (error) {
        this.log.warn(`after commit: ${error instanceof Error ? error.message : String(error)}`)
      }
    }
  }
}

const senderOf =
  (client: PoolClient): SqlSender =>
  async <Row extends object>(text: SqlText, values: readonly SqlValue[]) =>
    client.query<Row & Record<string, unknown>>(submittedOf(text), [...values])

/** A transaction that sends nothing costs nothing: the first statement opens it. */
const txOf = (client: PoolClient, opened: { yet: boolean }, effects: (() => void | Promise<void>)[]): Tx => {
  const next = senderOf(client)
  const send: SqlSender = <Row extends object>(text: SqlText, values: readonly SqlValue[]) => {
    if (opened.yet) return next<Row>(text, values)
    opened.yet = true
    return openWith<Row>(client, submittedOf(text), values)
  }
  const added = { afterCommit: (effect: () => void | Promise<void>) => void effects.push(effect) }
  return { ...sqlOver(send), ...added } as Tx
}

/** Postgres answers the COMMIT of a transaction in which a statement failed by rolling back, without an error. */
const commit = async (client: PoolClient): Promise<void> => {
  const { command } = await client.query('commit')
  assert(command === 'COMMIT', 'a failed statement was passed over, and with it went the whole transaction')
}

/** A connection that cannot even roll back is not lent again. */
const giveUp = async (client: PoolClient): Promise<void> => {
  const cause: unknown = await client.query('rollback').catch((error: unknown) => error)
  client.release(cause instanceof Error)
}
