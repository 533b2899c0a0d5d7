import pg from 'pg'
import type { Database } from '../../src/infra/database/database.js'
import { textOf, type SqlText, type SqlValue, type Tx } from '../../src/infra/database/sql.js'

export interface Sent {
  readonly text: string
  readonly values: unknown[]
}

interface Node {
  readonly 'Node Type': string
  readonly 'Actual Rows': number
  readonly 'Actual Loops': number
  readonly 'Rows Removed by Filter'?: number
  readonly 'Rows Removed by Index Recheck'?: number
  readonly Plans?: Node[]
}

export interface Plan {
  /** The most rows any part of it looked at, kept or not. */
  readonly most: number
  /** Tables that were read whole are among these. */
  readonly nodes: readonly string[]
  readonly text: string
}

const mostRowsOf = (node: Node): number =>
  Math.max(
    (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0)) *
      node['Actual Loops'],
    ...(node.Plans ?? []).map(mostRowsOf),
  )
const nodesOf = (node: Node): string[] => [node['Node Type'], ...(node.Plans ?? []).flatMap(nodesOf)]

/** Sees what the shop sends while it is asked, and how the database carries that out. */
export class PlanWatch {
  private constructor(
    private readonly client: pg.Client,
    private readonly database: Database,
  ) {}

  static async open(url: string, database: Database): Promise<PlanWatch> {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    return new PlanWatch(client, database)
  }

  close(): Promise<void> {
    return this.client.end()
  }

  async run(text: string, values: unknown[] = []): Promise<void> {
    await this.client.query(text, values)
  }

  /** What is sent over the pool, but for what the shop remembers: the same is asked once before. */
  async sentBy(ask: () => Promise<unknown>): Promise<Sent[]> {
    await ask()
    const sent: Sent[] = []
    const { pool } = this.database
    const query = pool.query.bind(pool)
    pool.query = (statement, values) => {
      sent.push({ text: typeof statement === 'string' ? statement : statement.text, values: [...values] })
      return query(statement, values)
    }
    try {
      await ask()
    } finally {
      pool.query = query
    }
    return sent
  }

  /** What work sends inside a transaction, which is undone. */
  async sentInside(work: (tx: Tx) => Promise<unknown>): Promise<Sent[]> {
    const undone = new Error('undone')
    const sent: Sent[] = []
    await this.database
      .transaction(async (tx) => {
        await work(recording(tx, sent))
        throw undone
      })
      .catch((error: unknown) => {
        if (error !== undone) throw error
      })
    return sent
  }

  /** Carried out as it was sent, twice, and undone each time: what writes leaves nothing. */
  async explained({ text, values }: Sent): Promise<Plan> {
    const options = 'analyze, costs off, timing off, buffers on'
    const told = await this.undone<{ 'QUERY PLAN': string }>(`explain (${options}) ${text}`, values)
    const rows = await this.undone<{ 'QUERY PLAN': { Plan: Node }[] }>(
      `explain (${options}, format json) ${text}`,
      values,
    )
    const root = rows[0]?.['QUERY PLAN'][0]?.Plan
    const lines = told.map((row) => row['QUERY PLAN'].replace(/\s+Memory: .*|Heap Blocks:.*/g, '').slice(0, 160))
    if (root === undefined) throw new Error(`no plan of ${text}`)
    return { most: mostRowsOf(root), nodes: nodesOf(root), text: lines.join('\n') }
  }
  private async undone<Row extends object>(text: string, values: unknown[]): Promise<Row[]> {
    await this.client.query('begin')
    try {
      return (await this.client.query<Row>(text, values)).rows
    } finally {
      await this.client.query('rollback')
    }
  }
}

const recording = (tx: Tx, sent: Sent[]): Tx => {
  const note = (text: SqlText, values: readonly SqlValue[] = []): void => {
    sent.push({ text: textOf(text), values: [...values] })
  }
  const door: Pick<Tx, 'rows' | 'maybe' | 'one' | 'execute'> = {
    rows: (text, values) => (note(text, values), tx.rows(text, values)),
    maybe: (text, values) => (note(text, values), tx.maybe(text, values)),
    one: (text, values) => (note(text, values), tx.one(text, values)),
    execute: (text, values) => (note(text, values), tx.execute(text, values)),
  }
  return Object.assign(Object.create(tx) as Tx, door)
}
