import { spawn } from 'node:child_process'
import { chownSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Account } from './account.js'
import type { Places } from './places.js'
import { claimDerived, derivedDirectory, privateDirectory } from './places.js'
import type { Programs } from './programs.js'

export const SUPERUSER = 'jishi'

/** Nothing of the caller's environment may choose an encoding, a locale or a time zone for the data. */
export const CLEAN_ENVIRONMENT = { LC_ALL: 'C.UTF-8', TZ: 'UTC', PATH: process.env['PATH'] ?? '' }

/** Plain C would find no trigrams in Chinese text, so the character type is C.UTF-8. */
const LOCALE = [
  '--encoding=UTF8',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--locale=C.UTF-8',
  '--auth=scram-sha-256',
]

export const hasCluster = (places: Places): boolean => existsSync(join(places.cluster, 'PG_VERSION'))

/** A cluster of another major version cannot be opened; say so instead of failing with the server's words. */
export const checkVersion = (places: Places, programs: Programs): void => {
  const found = Number.parseInt(readFileSync(join(places.cluster, 'PG_VERSION'), 'utf8'), 10)
  if (found === programs.major) return
  throw new Error(
    `the data in ${places.cluster} was written by Postgres ${found}, and this version of the shop brings ${programs.major}. ` +
      'Open it with the earlier version and export it, or begin anew with npm start -- --fresh.',
  )
}

/**
 * Creates the cluster beside its final place and moves it there when it is whole: a start that was killed half-way
 * leaves only a draft, which the next start throws away.
 */
export const createCluster = async (
  dataDir: string,
  places: Places,
  programs: Programs,
  account: Account | undefined,
  password: string,
): Promise<void> => {
  if (places.cluster.startsWith(derivedDirectory(dataDir))) claimDerived(dirname(places.cluster))
  rmSync(places.cluster, { recursive: true, force: true })
  privateDirectory(places.draft, account)
  const secret = `${places.draft}.password`
  writeFileSync(secret, password, { mode: 0o600 })
  try {
    if (account !== undefined) chownSync(secret, account.uid, account.gid)
    await run(programs.initdb, ['-D', places.draft, '-U', SUPERUSER, `--pwfile=${secret}`, ...LOCALE], account, '')
  } finally {
    rmSync(secret, { force: true })
  }
  renameSync(places.draft, places.cluster)
}

/** Sets the password again when DATA_DIR/pg.json was lost: the owner of the files is the owner of the data. */
export const resetPassword = (places: Places, programs: Programs, account: Account | undefined, password: string) =>
  run(
    programs.postgres,
    ['--single', '-D', places.cluster, 'postgres'],
    account,
    `alter role ${SUPERUSER} password '${password}'\n`,
  )

const run = (program: string, args: string[], account: Account | undefined, input: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      ...account,
      env: CLEAN_ENVIRONMENT,
      cwd: '/',
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    let output = ''
    const note = (chunk: Buffer): void => void (output = (output + chunk.toString('utf8')).slice(-4_000))
    child.stdout.on('data', note)
    child.stderr.on('data', note)
    child.stdin.on('error', () => undefined)
    child.stdin.end(input)
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve()
      else reject(new Error(`${program} failed (${code}): ${output.trim()}`))
    })
  })
