import pg from 'pg'

/** Everything done inside is undone: many faults can be planted in one database, one after the other. */
export class MomentaryDatabase {
  private constructor(private readonly client: pg.Client) {}

  static async open(url: string): Promise<MomentaryDatabase> {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    return new MomentaryDatabase(client)
  }

  async undone<Result>(work: (client: pg.Client) => Promise<Result>): Promise<Result> {
    await this.client.query('begin')
    try {
      return await work(this.client)
    } finally {
      await this.client.query('rollback')
    }
  }

  close(): Promise<void> {
    return this.client.end()
  }
}

/** The same row once more, with some columns replaced by SQL expressions; without replacements an exact double. */
export const copyOf = (table: string, changes: Readonly<Record<string, string>> = {}, where = 'true'): string => {
  const pairs = Object.entries(changes).map(([column, expression]) => `'${column}', ${expression}`)
  const row = `jsonb_populate_record(t, jsonb_build_object(${pairs.join(', ')}))`
  return `insert into ${table} overriding system value select (${row}).* from ${table} t where ${where} limit 1`
}
