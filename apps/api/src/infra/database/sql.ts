/** Anything node-postgres can bind. Times go in as ISO text (`isoOf`), JSON as `json(value)`. */
export type SqlValue = string | number | bigint | boolean | Buffer | null | undefined | readonly SqlValue[]

/** A statement each connection plans once and keeps under its name. */
export interface PreparedSql {
  readonly name: string
  readonly text: string
}

/** A statement that begins with `with`: its steps and what comes behind them, so that it can go together with others (`together`). */
interface Steps {
  readonly steps: string
  readonly last: string
}

export type SqlText = string | PreparedSql | Steps

/**
 * For a statement whose text never changes and whose best plan does not depend on its values: rows by key, a page's worth
 * of them. It saves planning and sending it. A filter or a search is no such statement: its plan is chosen by what is asked.
 */
export const prepared = (name: string, text: string): PreparedSql => ({ name, text })

/** `inSteps('freed as (update … returning id)', 'update … from freed')`: a step that writes is carried out whoever reads it. */
export const inSteps = (steps: string, last: string): Steps => ({ steps, last })

export const textOf = (statement: SqlText): string => {
  const submitted = submittedOf(statement)
  return typeof submitted === 'string' ? submitted : submitted.text
}

/** What the driver is handed; it writes into it, so each call has its own. */
export const submittedOf = (statement: SqlText): string | { name: string; text: string } => {
  if (typeof statement === 'string') return statement
  return 'steps' in statement ? `with ${statement.steps} ${statement.last}` : { ...statement }
}

/** The only row, or none. */
export const atMostOne = <Row>(rows: readonly Row[], statement: SqlText): Row | undefined => {
  if (rows.length > 1) throw unexpected('at most one row', rows.length, statement)
  return rows[0]
}

export const exactlyOne = <Row>(rows: readonly Row[], statement: SqlText): Row => {
  const row = rows[0]
  if (row === undefined || rows.length > 1) throw unexpected('one row', rows.length, statement)
  return row
}

const unexpected = (what: string, got: number, statement: SqlText): Error =>
  new Error(`expected ${what}, got ${got}: ${textOf(statement).slice(0, 120)}`)

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
export interface Tx extends Sql {
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
    return atMostOne((await send<Row>(text, values)).rows, text)
  },
  async one<Row extends object>(text: SqlText, values: readonly SqlValue[] = []) {
    return exactlyOne((await send<Row>(text, values)).rows, text)
  },
  async execute(text: SqlText, values: readonly SqlValue[] = []) {
    return (await send(text, values)).rowCount ?? 0
  },
})
