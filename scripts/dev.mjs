import { spawn } from 'node:child_process'
import { existsSync, watch } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildStale } from './lib/builds.mjs'
import { installMissing } from './lib/install.mjs'

/**
 * For working on the shop: the API is built and started again whenever a source of it changes, the storefront and the
 * admin run in their own development servers, which pass /api and /media on to it.
 */
const root = dirname(dirname(fileURLToPath(import.meta.url)))
const serverBuilds = ['kernel', 'contracts', 'simulator', 'api']
const watched = ['libs/kernel/src', 'libs/contracts/src', 'apps/simulator/src', 'apps/api/src', 'apps/api/migrations']
const quietMs = 200
if (existsSync(join(root, '.env'))) process.loadEnvFile(join(root, '.env'))
const port = process.env.PORT ?? '3000'
const api = `http://127.0.0.1:${port}`

const say = (words) => console.log(`· ${words}`)
const children = new Set()
let shop
let stopping = false

function launch(name, directory, args, options = {}) {
  const child = spawn(process.execPath, args, {
    cwd: join(root, directory),
    env: { ...process.env, JISHI_API: api },
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    ...options,
  })
  children.add(child)
  child.once('exit', (code) => {
    children.delete(child)
    if (!stopping && code) say(`${name} ended (${code})`)
  })
  return child
}

const gone = (child) =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve()
    else child.once('exit', resolve)
  })

function startShop() {
  const settings = join(root, '.env')
  const options = existsSync(settings) ? [`--env-file=${settings}`] : []
  shop = launch('the API', '.', ['--enable-source-maps', ...options, 'apps/api/dist/src/dev.js'])
}

/** Builds first and stops the old program only when that worked: a slip of the pen costs a message, not the shop. */
async function rebuild() {
  try {
    const built = await buildStale(root, { say, only: serverBuilds })
    if (built.length === 0) return
  } catch (error) {
    say(error.message)
    return
  }
  shop.kill('SIGTERM')
  await gone(shop)
  if (!stopping) startShop()
}

function watchSources() {
  let timer
  let running = Promise.resolve()
  const changed = () => {
    clearTimeout(timer)
    timer = setTimeout(() => (running = running.then(rebuild)), quietMs)
  }
  for (const directory of watched) watch(join(root, directory), { recursive: true }, changed)
}

function startPages() {
  const uni = 'node_modules/@dcloudio/vite-plugin-uni/bin/uni.js'
  launch('the storefront', 'apps/storefront', [uni])
  if (existsSync(join(root, 'apps/admin/vite.config.ts'))) {
    launch('the admin', 'apps/admin', [join(root, 'node_modules/vite/bin/vite.js')])
  }
}

async function stop() {
  if (stopping) process.exit(1)
  stopping = true
  const ending = [...children]
  for (const child of ending) child.kill('SIGTERM')
  await Promise.all(ending.map(gone))
  process.exit(0)
}

async function run() {
  await installMissing(root, say)
  await buildStale(root, { say, only: serverBuilds })
  startShop()
  startPages()
  watchSources()
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, stop)
}

run().catch((error) => {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
})
