import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const stampDirectory = '.stamps'
const tellEveryMs = 10_000
const swc = (...sources) => [
  'node_modules/@swc/cli/bin/swc.js',
  ...sources,
  '-d',
  'dist',
  '--ignore',
  '**/*.spec.ts',
  '--quiet',
]

/**
 * What is built, from what, and how. `after` names what a build reads of others: their sources count as its inputs. The
 * order of the table is the order of building; entries of the same `stage` are built side by side.
 */
export const builds = [
  {
    name: 'kernel',
    title: 'kernel',
    directory: 'libs/kernel',
    inputs: ['src', '.swcrc', 'package.json'],
    output: 'dist',
    arguments: [...swc('src'), '--strip-leading-paths', '--config-file', '.swcrc'],
    after: [],
    stage: 1,
  },
  {
    name: 'contracts',
    title: 'contracts',
    directory: 'libs/contracts',
    inputs: ['src', '.swcrc', 'package.json'],
    output: 'dist',
    arguments: [...swc('src'), '--strip-leading-paths', '--config-file', '.swcrc'],
    after: [],
    stage: 1,
  },
  {
    name: 'simulator',
    title: 'simulator',
    directory: 'apps/simulator',
    inputs: ['src', 'package.json'],
    output: 'dist',
    arguments: [...swc('src'), '--strip-leading-paths'],
    after: [],
    stage: 1,
  },
  {
    name: 'api',
    title: 'API',
    directory: 'apps/api',
    inputs: ['src', 'migrations', '.swcrc', 'package.json'],
    output: 'dist',
    arguments: swc('src', 'migrations'),
    after: [],
    stage: 1,
  },
  {
    name: 'admin',
    title: '后台 (admin)',
    directory: 'apps/admin',
    inputs: ['src', 'index.html', 'vite.config.ts', 'package.json', 'public'],
    output: 'dist',
    arguments: ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'],
    after: ['kernel', 'contracts'],
    stage: 2,
  },
  {
    name: 'storefront-h5',
    title: '商城 (storefront, H5)',
    directory: 'apps/storefront',
    inputs: ['src', 'index.html', 'vite.config.ts', 'package.json'],
    output: 'dist/build/h5',
    arguments: ['node_modules/@dcloudio/vite-plugin-uni/bin/uni.js', 'build'],
    after: ['kernel', 'contracts'],
    stage: 2,
  },
]

/** Builds everything whose sources have changed since it was last built here; answers the names of what it built. */
export async function buildStale(
  root,
  { say, table = builds, only = table.map((build) => build.name), force = false },
) {
  const chosen = table.filter((build) => only.includes(build.name))
  const stale = chosen.filter((build) => force || isStale(root, build))
  for (const stage of new Set(stale.map((build) => build.stage))) {
    const together = stale.filter((build) => build.stage === stage)
    const outcomes = await Promise.allSettled(together.map((build) => buildOne(root, build, say)))
    const failed = outcomes.find((outcome) => outcome.status === 'rejected')
    if (failed) throw failed.reason
  }
  return stale.map((build) => build.name)
}

export function isStale(root, build) {
  if (!existsSync(join(root, build.directory, build.output))) return true
  const stamp = stampOf(root, build)
  return !existsSync(stamp) || readFileSync(stamp, 'utf8') !== fingerprint(root, build)
}

async function buildOne(root, build, say) {
  const started = performance.now()
  const seconds = () => Math.round((performance.now() - started) / 1000)
  say(`building ${build.title} …`)
  const telling = setInterval(() => say(`building ${build.title} … ${seconds()} s`), tellEveryMs)
  const inputs = fingerprint(root, build)
  // Without its stamp a half-built output is never taken for a whole one.
  rmSync(stampOf(root, build), { force: true })
  rmSync(join(root, build.directory, build.output), { recursive: true, force: true })
  try {
    await runNode(root, build)
  } finally {
    clearInterval(telling)
  }
  mkdirSync(join(root, stampDirectory), { recursive: true })
  writeFileSync(stampOf(root, build), inputs)
  say(`built ${build.title} in ${seconds()} s`)
}

/** Runs a build program with this Node: no npm in between, which alone would cost most of a second. */
function runNode(root, build) {
  const directory = join(root, build.directory)
  const [program, ...rest] = build.arguments
  const own = join(directory, program)
  const file = existsSync(own) ? own : join(root, program)
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [file, ...rest], {
      cwd: directory,
      env: { ...process.env, NODE_ENV: 'production' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    const note = (chunk) => (output = (output + chunk.toString('utf8')).slice(-6_000))
    child.stdout.on('data', note)
    child.stderr.on('data', note)
    const abandon = () => child.kill()
    process.once('exit', abandon)
    child.on('error', reject)
    child.on('close', (code) => {
      process.off('exit', abandon)
      if (code === 0) resolve()
      else reject(new Error(`building ${build.title} failed (${code}):\n${output.trim()}`))
    })
  })
}

function stampOf(root, build) {
  return join(root, stampDirectory, build.name)
}

/** A hash over the contents of everything a build reads, so that neither a checkout nor a copy fools it. */
function fingerprint(root, build) {
  const hash = createHash('sha256').update(JSON.stringify(build.arguments))
  const sources = [build, ...builds.filter((other) => build.after.includes(other.name))]
  for (const { directory, inputs } of sources) {
    for (const input of inputs) addPath(hash, root, join(directory, input))
  }
  for (const lockfile of ['package-lock.json', join(build.directory, 'package-lock.json')])
    addPath(hash, root, lockfile)
  return hash.digest('hex')
}

function addPath(hash, root, path) {
  const full = join(root, path)
  if (!existsSync(full)) return
  const entries = directoryEntries(full)
  if (entries === undefined) {
    hash.update(`${path}\0`).update(readFileSync(full)).update('\0')
    return
  }
  for (const name of entries) if (!name.endsWith('.spec.ts')) addPath(hash, root, join(path, name))
}

function directoryEntries(path) {
  try {
    return readdirSync(path).sort()
  } catch (error) {
    if (error.code === 'ENOTDIR') return undefined
    throw error
  }
}
