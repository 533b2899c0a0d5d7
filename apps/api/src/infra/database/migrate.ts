import pg from 'pg'
import type { MigrationInterface } from 'typeorm'
import { DataSource } from 'typeorm'

type MigrationClass = new () => MigrationInterface

/** "jish" in ASCII: the advisory lock that lets one process migrate while the others wait. */
const MIGRATION_LOCK = 0x6a697368

/**
 * Brings the schema up to date. Each migration is its own transaction; two processes that start together
 * take turns on an advisory lock, so the second finds nothing left to do.
 */
export const migrate = async (databaseUrl: string, migrations: readonly MigrationClass[]): Promise<string[]> => {
  const guard = new pg.Client({ connectionString: databaseUrl })
  await guard.connect()
  try {
    await guard.query('select pg_advisory_lock($1)', [MIGRATION_LOCK])
    if (await isCurrent(guard, migrations)) return []
    return await runPending(databaseUrl, migrations)
  } finally {
    await guard.end()
  }
}

const nameOf = (migration: MigrationClass): string => migration.name

/** The usual start finds everything applied; asking once is far cheaper than building a data source. */
const isCurrent = async (client: pg.Client, migrations: readonly MigrationClass[]): Promise<boolean> => {
  const known = await client.query<{ found: string | null }>(`select to_regclass('public.migrations')::text as found`)
  if (!known.rows[0]?.found) return false
  const applied = await client.query<{ name: string }>('select name from public.migrations')
  const names = new Set(applied.rows.map((row) => row.name))
  return migrations.every((migration) => names.has(nameOf(migration)))
}

const runPending = async (databaseUrl: string, migrations: readonly MigrationClass[]): Promise<string[]> => {
  const source = new DataSource({
    type: 'postgres',
    url: databaseUrl,
    migrations: [...migrations],
    migrationsTransactionMode: 'each',
    applicationName: 'jishi-migrate',
    installExtensions: false,
    poolSize: 1,
    logging: false,
  })
  await source.initialize()
  try {
    return (await source.runMigrations()).map((migration) => migration.name)
  } finally {
    await source.destroy()
  }
}
