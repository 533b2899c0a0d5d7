import { createHash, randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import type { Account } from './account.js'
import { othersMayReach } from './account.js'

/** Where one embedded database lives. */
export interface Places {
  /** The cluster; there is one as soon as PG_VERSION is in it. */
  readonly cluster: string
  /** Where this process builds a new cluster; it becomes `cluster` by a rename. */
  readonly draft: string
  /** A copy of the programs for an account that cannot reach ours. */
  readonly programs: string
  readonly log: string
  readonly record: string
}

/** What DATA_DIR/pg.json remembers between starts. */
export interface PgRecord {
  readonly directory: string
  readonly password: string
  readonly port: number
}

const DRAFT = '.draft-'

/**
 * Removes what killed creations left behind. One whose initdb is still running defends its files; it gets in nobody's
 * way, because every creation has a directory of its own, and the next start takes it away.
 */
export const removeDrafts = (places: Places): void => {
  const directory = dirname(places.cluster)
  if (!existsSync(directory)) return
  for (const name of readdirSync(directory)) {
    if (!name.startsWith(`${basename(places.cluster)}${DRAFT}`)) continue
    try {
      rmSync(join(directory, name), { recursive: true, force: true })
    } catch {
      // Somebody is still writing in it.
    }
  }
}

/** Kept over a restart of the machine, unlike /tmp. */
const lastingTemporary = (): string => (existsSync('/var/tmp') ? '/var/tmp' : tmpdir())

/** The directory outside DATA_DIR that belongs to this DATA_DIR and to no other. */
export const derivedDirectory = (dataDir: string): string => {
  const name = createHash('sha256').update(resolve(dataDir)).digest('hex').slice(0, 16)
  return join(lastingTemporary(), `jishi-${name}`)
}

/** DATA_DIR/pg where the server's account can reach it, else the derived directory. */
export const placesOf = (dataDir: string, account: Account | undefined): Places => {
  const inside = join(resolve(dataDir), 'pg')
  const derived = derivedDirectory(dataDir)
  const cluster = account === undefined || othersMayReach(inside) ? inside : join(derived, 'pg')
  return {
    cluster,
    draft: `${cluster}${DRAFT}${process.pid}-${randomBytes(3).toString('hex')}`,
    programs: join(derived, 'programs'),
    log: join(resolve(dataDir), 'postgres.log'),
    record: join(resolve(dataDir), 'pg.json'),
  }
}

/** Makes the derived directory ours; somebody else's directory of that name is refused rather than trusted. */
export const claimDerived = (directory: string): void => {
  mkdirSync(directory, { recursive: true, mode: 0o755 })
  const found = lstatSync(directory)
  const mine = process.getuid?.() ?? found.uid
  if (!found.isDirectory() || found.uid !== mine) {
    throw new Error(`${directory} belongs to somebody else; remove it or set DATA_DIR to another directory`)
  }
  chmodSync(directory, 0o755)
}

/** A private directory of the server's account. */
export const privateDirectory = (directory: string, account: Account | undefined): void => {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  if (account !== undefined) chownSync(directory, account.uid, account.gid)
  chmodSync(directory, 0o700)
}

export const readRecord = (places: Places): PgRecord | undefined => {
  try {
    return JSON.parse(readFileSync(places.record, 'utf8')) as PgRecord
  } catch {
    return undefined
  }
}

export const writeRecord = (places: Places, record: PgRecord): void => {
  const draft = `${places.record}.new`
  writeFileSync(draft, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 })
  renameSync(draft, places.record)
}

/** Forgets the database of this DATA_DIR altogether: what `--fresh` means. The server must not be running. */
export const wipePlaces = (dataDir: string): void => {
  removeDrafts(placesOf(dataDir, undefined))
  for (const path of [join(resolve(dataDir), 'pg'), derivedDirectory(dataDir)]) {
    rmSync(path, { recursive: true, force: true })
  }
  for (const file of ['pg.json', 'postgres.log']) rmSync(join(resolve(dataDir), file), { force: true })
}
