import type { Sql } from '../../src/infra/database/sql.js'

/**
 * What moves by itself and is no change of anything: beats and leases of the worker, when an operator was last seen, and the counts
 * that are kept in memory and written a second later (how many came to a flash sale, which words were looked for).
 */
const MOVING = [
  ...['worker_heartbeats', 'sweep_leases', 'operator_sessions'],
  ...['seckill_pulse', 'search_asks', 'search_days'],
]

/** A digest of every row of every table: equal fingerprints mean that nothing was changed. */
export const fingerprint = async (sql: Sql): Promise<Record<string, string>> => {
  const tables = await sql.rows<{ name: string }>(
    `select quote_ident(table_name) as name from information_schema.tables
     where table_schema = 'public' and table_type = 'BASE TABLE' and table_name <> all($1) order by 1`,
    [MOVING],
  )
  const digests: Record<string, string> = {}
  for (const { name } of tables) {
    const row = await sql.one<{ digest: string }>(
      `select coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as digest from ${name} t`,
    )
    digests[name] = row.digest
  }
  return digests
}
