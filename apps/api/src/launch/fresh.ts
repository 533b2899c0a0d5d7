import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../infra/config/config.js'
import { ConfigProblem } from '../infra/config/config.js'
import { serverAccount } from '../infra/postgres/account.js'
import { placesOf, wipePlaces } from '../infra/postgres/places.js'
import { findOrphan, stopServer } from '../infra/postgres/server.js'

/** Files that only a shop of ours leaves in its data directory. */
const OURS = ['run.json', 'pg.json', 'demo.json', 'pg', 'simulator']

/** Throws unless this directory may be emptied: somebody's own database, or a directory that is not ours, may not. */
export const assertMayBeginAnew = (config: Config): void => {
  if (config.databaseUrl !== '') {
    throw new ConfigProblem(['--fresh empties the embedded database only; DATABASE_URL names one of your own'])
  }
  const entries = existsSync(config.dataDir) ? readdirSync(config.dataDir) : []
  if (entries.length > 0 && !entries.some((name) => OURS.includes(name))) {
    throw new ConfigProblem([
      `--fresh empties DATA_DIR, but ${config.dataDir} does not look like a data directory of the shop`,
    ])
  }
}

/** Empties the data directory and the database that belongs to it, except for the record of who has it open. */
export const beginAnew = async (config: Config): Promise<void> => {
  const running = await findOrphan(placesOf(config.dataDir, serverAccount()).cluster)
  if (running !== undefined) await stopServer(running.pid)
  wipePlaces(config.dataDir)
  for (const name of readdirSync(config.dataDir)) {
    if (name !== 'run.json') rmSync(join(config.dataDir, name), { recursive: true, force: true })
  }
}
