import { loadConfig } from '../config/config.js'
import { startEmbeddedPostgres } from './embedded-postgres.js'

/** The database of DATABASE_URL, else the embedded one of DATA_DIR, which is left as it was found: running or not. */
export const withDatabase = async <Result>(work: (url: string) => Promise<Result>): Promise<Result> => {
  const config = loadConfig({ ...process.env, JISHI_MODE: process.env['JISHI_MODE'] ?? 'demo' })
  if (config.databaseUrl !== '') return work(config.databaseUrl)
  const server = await startEmbeddedPostgres({ dataDir: config.dataDir })
  try {
    return await work(server.url)
  } finally {
    if (!server.adopted) await server.stop()
  }
}
