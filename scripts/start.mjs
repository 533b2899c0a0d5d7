import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * Opens the shop from a bare clone: installs what is missing, builds what is stale, starts everything and ends with the
 * line `ready http://…`. Needs nothing but Node and this checkout. `--fresh` begins with an empty shop.
 */
const root = dirname(dirname(fileURLToPath(import.meta.url)))
const leastNode = [20, 19]

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
const say = (words) => console.log(`· ${words}`)

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > leastNode[0] || (major === leastNode[0] && minor >= leastNode[1])) return
  console.error(
    `Jishi needs Node ${leastNode.join('.')} or newer; this is ${process.versions.node}. See https://nodejs.org`,
  )
  process.exit(1)
}

function checkArguments(given) {
  const unknown = given.filter((argument) => argument !== '--fresh')
  if (unknown.length === 0) return
  console.error(`unknown: ${unknown.join(' ')}\nusage: npm start [-- --fresh]`)
  process.exit(1)
}

/** Installing says nothing of its own for minutes; a newcomer should see that it goes on. */
async function install(installMissing) {
  const started = performance.now()
  const telling = setInterval(
    () => say(`still installing … ${Math.round((performance.now() - started) / 1000)} s`),
    15_000,
  )
  try {
    await installMissing(root, say)
  } finally {
    clearInterval(telling)
  }
}

/**
 * Half a list's answer is garbage when it is sent. With V8's own 16 MB the collector's threads take a tenth of a page's CPU; in
 * twice as much fewer answers are alive when it comes by (docs/benchmarks.md).
 */
const youngSpace = '--max-semi-space-size=32'

/** The shop runs as a child with a channel to us: should we be killed, it notices and ends in good order. */
function runShop(given) {
  const settings = join(root, '.env')
  const options = [youngSpace, ...(existsSync(settings) ? [`--env-file=${settings}`] : [])]
  const child = spawn(process.execPath, [...options, 'apps/api/dist/src/dev.js', ...given], {
    cwd: root,
    env: { ...process.env, NODE_ENV: 'production' },
    // A session of its own, so that Ctrl-C reaches it once, from here.
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  for (const signal of signals) {
    // From here on the shop ends first and in good order; only then do we.
    process.removeAllListeners(signal)
    process.on(signal, () => child.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal))
  }
  child.on('error', (error) => {
    console.error(error.message)
    process.exit(1)
  })
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))
}

async function start() {
  checkNode()
  // While nothing runs yet, leaving means taking the builds along.
  for (const signal of signals) process.on(signal, () => process.exit(130))
  const given = process.argv.slice(2)
  checkArguments(given)
  const [{ installMissing }, { buildStale }] = await Promise.all([
    import('./lib/install.mjs'),
    import('./lib/builds.mjs'),
  ])
  await install(installMissing)
  await buildStale(root, { say })
  runShop(given)
}

start().catch((error) => {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
})
