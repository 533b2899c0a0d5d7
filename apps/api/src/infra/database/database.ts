import { randomInt } from 'node:crypto'
import { Inject, Injectable, Logger } from '@nestjs/common'
import type { OnApplicationShutdown } from '@nestjs/common'
import type { PoolClient } from 'pg'
import type { QueryRunner } from 'typeorm'
import { DataSource } from 'typeorm'
import type { Config } from '../config/config.js'
import { CONFIG } from '../config/config.js'
import { StatementCounter, countingDriver, poolOptions } from './driver.js'
import { isRetryable, translated } from './failures.js'
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

/** The part of pg.Pool that TypeORM keeps to itself. */
interface Pool {
  totalCount: number
  idleCount: number
  waitingCount: number
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
  private readonly source: DataSource
  private readonly log = new Logger('Database')

  constructor(@Inject(CONFIG) private readonly config: Config) {
    this.source = new DataSource({
      type: 'postgres',
      url: config.databaseUrl,
      driver: countingDriver(this.statements),
      applicationName: 'jishi',
      installExtensions: false,
      extra: poolOptions(config),
      poolErrorHandler: (error: Error) => this.log.warn(`idle connection lost: ${error.message}`),
      logging: false,
    })
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

  async connect(): Promise<this> {
    if (!this.source.isInitialized) await this.source.initialize()
    return this
  }

  get pool(): Pool {
    return (this.source.driver as unknown as { master: Pool }).master
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
    const runner = this.source.createQueryRunner()
    try {
      const client = (await runner.connect()) as PoolClient
      await client.query('begin isolation level repeatable read read only')
      try {
        return await work(sqlOver(senderOf(client)))
      } finally {
        await client.query('rollback').catch(() => undefined)
      }
    } catch (error) {
      throw translated(error)
    } finally {
      await releaseQuietly(runner)
    }
  }

  async close(): Promise<void> {
    if (this.source.isInitialized) await this.source.destroy()
  }

  async onApplicationShutdown(): Promise<void> {
    await this.close()
  }

  private async once<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result> {
    const runner = this.source.createQueryRunner()
    const effects: (() => void | Promise<void>)[] = []
    let result: Result
    try {
      const client = (await runner.connect()) as PoolClient
      await runner.startTransaction()
      result = await this.inside(runner, work, txOf(runner, client, effects))
    } finally {
      await releaseQuietly(runner)
    }
    await this.runEffects(effects)
    return result
  }

  private async inside<Result>(runner: QueryRunner, work: (tx: Tx) => Promise<Result>, tx: Tx): Promise<Result> {
    try {
      const result = await work(tx)
      await runner.commitTransaction()
      return result
    } catch (error) {
      await runner.rollbackTransaction().catch(() => undefined)
      throw error
    }
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

const txOf = (runner: QueryRunner, client: PoolClient, effects: (() => void | Promise<void>)[]): Tx => {
  const added = {
    ...sqlOver(senderOf(client)),
    afterCommit: (effect: () => void | Promise<void>) => void effects.push(effect),
  }
  return Object.assign(runner.manager, added) as unknown as Tx
}

const releaseQuietly = (runner: QueryRunner): Promise<void> => runner.release().catch(() => undefined)
