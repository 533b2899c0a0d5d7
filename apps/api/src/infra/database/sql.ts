import type { EntityManager } from 'typeorm'

/** Anything node-postgres can bind. Times go in as ISO text (`isoOf`), JSON as `json(value)`. */
export type SqlValue = string | number | bigint | boolean | Buffer | null | undefined | readonly SqlValue[]

/** A statement each connection plans once and keeps under its name. */
export interface PreparedSql {
  readonly name: string
  readonly text: string
}

export type SqlText = string | PreparedSql

/**
 * For a statement whose text never changes and whose best plan does not depend on its values: rows by key, a page's worth
 * of them. It saves planning and sending it. A filter or a search is no such statement: its plan is chosen by what is asked.
 */
export const prepared = (name: string, text: string): PreparedSql => ({ name, text })

const textOf = (statement: SqlText): string => (typeof statement === 'string' ? statement : statement.text)

/** What the driver is handed; it writes into it, so each call has its own. */
export const submittedOf = (statement: SqlText): string | { name: string; text: string } =>
  typeof statement === 'string' ? statement : { ...statement }

/**
 * Plain SQL with typed rows. Both a transaction (`Tx`) and the pool (`Database`) speak it, so a query
 * that only reads takes an `Sql` and works in either.
 *
 * What comes back: bigint, integer and numeric as safe integers (anything else throws, so cast `avg(…)::float8`),
 * timestamptz as `Instant`, date as `YYYY-MM-DD` text, jsonb parsed, uuid and text as strings, bytea as Buffer.
 * Column names come back as written: alias them (`price_fen as "priceFen"`).
 */
export interface Sql {
  /** All rows. */
  rows<Row extends object>(text: SqlText, values?: readonly SqlValue[]): Promise<Row[]>
  /** The only row, or undefined; more than one is a bug and throws. */
  maybe<Row extends object>(text: SqlText, values?: readonly SqlValue[]): Promise<Row | undefined>
  /** Exactly one row; none or more is a bug and throws. */
  one<Row extends object>(text: SqlText, values?: readonly SqlValue[]): Promise<Row>
  /** A statement for its effect; answers how many rows it touched (compare-and-set looks at this). */
  execute(text: SqlText, values?: readonly SqlValue[]): Promise<number>
}

declare const transactionBrand: unique symbol

/**
 * An open transaction. Only `Database.transaction` makes one, and everything that writes asks for one,
 * so the compiler forbids a write outside a transaction.
 */
export interface Tx extends EntityManager, Sql {
  readonly [transactionBrand]: true
  /** Runs after a successful commit, never after a rollback; its failure is logged and changes nothing. */
  afterCommit(effect: () => void | Promise<void>): void
}

/** Binds a value to a jsonb parameter (node-postgres would turn a JavaScript array into a Postgres array). */
export const json = (value: unknown): string => JSON.stringify(value ?? null)

export interface SqlResult<Row> {
  rows: Row[]
  rowCount: number | null
}

export type SqlSender = <Row extends object>(text: SqlText, values: readonly SqlValue[]) => Promise<SqlResult<Row>>

/** Builds the four methods over one way of sending a statement. */
export const sqlOver = (send: SqlSender): Sql => ({
  async rows<Row extends object>(text: SqlText, values: readonly SqlValue[] = []) {
    return (await send<Row>(text, values)).rows
  },
  async maybe<Row extends object>(text: SqlText, values: readonly SqlValue[] = []) {
    const { rows } = await send<Row>(text, values)
    if (rows.length > 1) throw new Error(`expected at most one row, got ${rows.length}: ${textOf(text).slice(0, 120)}`)
    return rows[0]
  },
  async one<Row extends object>(text: SqlText, values: readonly SqlValue[] = []) {
    const { rows } = await send<Row>(text, values)
    const row = rows[0]
    if (row === undefined || rows.length > 1)
      throw new Error(`expected one row, got ${rows.length}: ${textOf(text).slice(0, 120)}`)
    return row
  },
  async execute(text: SqlText, values: readonly SqlValue[] = []) {
    return (await send(text, values)).rowCount ?? 0
  },
})
