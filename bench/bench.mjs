/**
 * `npm run bench [-- --quick --only S4,S9]`: the product built for production, on its embedded database, beside the
 * yardstick, in one run. Figures go to stdout as JSON lines, progress to stderr. Exit 1 only when the audit fails.
 */
import { fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { buildStale } from '../scripts/lib/builds.mjs'
import { installMissing } from '../scripts/lib/install.mjs'
import { root } from '../scripts/lib/tree.mjs'
import { generateGoods, rebuildSearch } from './generate.mjs'
import { compareCpu, p95, works } from './lists.mjs'
import { cpuMs, median, pooled, residentMb, rounded } from './measure.mjs'
import { writePlans } from './plans.mjs'
import { allPaid, checkout, closeAll, freePort, goods, metric, openShop, signIn } from './shop.mjs'

const { values: given } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    // How many products lists are measured on, where the scales of quick and full do not fit a machine's patience.
    goods: { type: 'string' },
    plans: { type: 'boolean', default: false },
  },
})
const wanted = given.only?.split(',')
const wants = (id) => wanted === undefined || wanted.includes(id)
const rounds = 3
const perRound = given.quick ? 12 : 40
/** Reads are cheap and the clock of a process's CPU is coarse, so lists take more of them. */
const listsPerRound = given.quick ? 60 : 200
const width = 4
const say = (words) => console.error(`· ${words}`)

/** What is measured on the demo shop is not judged against its goal; lists at their full scale are. */
const figures = []
const figure = (id, value, goal, unit, judged = false) =>
  figures.push({ id, value: rounded(value), goal, unit, meets: judged ? value <= goal : null })

const dataDir = mkdtempSync(join(tmpdir(), 'jishi-bench-'))
const where = { dataDir, port: await freePort(), simulatorPort: await freePort() }

const databaseUrl = () => {
  const { directory: _directory, password, port } = JSON.parse(readFileSync(join(dataDir, 'pg.json'), 'utf8'))
  return `postgres://jishi:${password}@127.0.0.1:${port}/jishi`
}

const post = async (url, body) => {
  const answer = await fetch(url, { method: 'POST', body: JSON.stringify(body) })
  if (!answer.ok) throw new Error(await answer.text())
  return answer.json()
}

const yardstickCheckout = async (url, skuId) => {
  await post(`${url}/quote`, { skuId, qty: 1 })
  const { id } = await post(`${url}/place`, { skuId, qty: 1 })
  const { no } = await post(`${url}/pay`, { orderId: id })
  await post(`${url}/paid`, { attemptNo: no })
  await post(`${url}/read`, { orderId: id })
}

/** CPU of one process per operation, over a round. */
const cpuPer = async (pid, count, work) => {
  const before = cpuMs(pid)
  await work()
  return (cpuMs(pid) - before) / count
}

/** Statements of one checkout, less what the shop sends by itself in the same time. */
const statementsPer = async (shop, count, work) => {
  const idleStart = await metric(shop, 'jishi_statements')
  const idleSince = performance.now()
  await new Promise((resolve) => setTimeout(resolve, 5_000))
  const idlePerMs = ((await metric(shop, 'jishi_statements')) - idleStart) / (performance.now() - idleSince)
  const start = await metric(shop, 'jishi_statements')
  const since = performance.now()
  await work()
  const own = (await metric(shop, 'jishi_statements')) - start
  return (own - idlePerMs * (performance.now() - since)) / count
}

const measureCheckout = async (shop) => {
  const database = new pg.Pool({ connectionString: databaseUrl(), max: 1 })
  const yardstick = fork(join(root, 'bench/reference.mjs'), [], {
    env: { ...process.env, DATABASE_URL: databaseUrl() },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const [{ port }] = await once(yardstick, 'message')
  const shoppers = await Promise.all(Array.from({ length: 8 }, (_, n) => signIn(shop, `1390000${String(1000 + n)}`)))
  const skus = await goods(shop)
  let turn = 0
  const product = async () => {
    const orders = []
    await pooled(perRound, width, async () => {
      turn += 1
      orders.push(await checkout(shop, shoppers[turn % shoppers.length], skus[turn % skus.length].id))
    })
    await allPaid(database, orders)
  }
  const bare = () => pooled(perRound, width, () => yardstickCheckout(`http://127.0.0.1:${port}`, skus[0].id))
  say('warming up')
  await product()
  await bare()
  const costs = { product: [], bare: [] }
  let resident = 0
  for (let round = 1; round <= rounds; round += 1) {
    say(`checkout, round ${round} of ${rounds}`)
    costs.product.push(await cpuPer(shop.pid, perRound, product))
    resident = Math.max(resident, residentMb(shop.pid))
    costs.bare.push(await cpuPer(yardstick.pid, perRound, bare))
  }
  figure('S4.cpu', median(costs.product) / median(costs.bare), 8, 'ratio')
  figure('S4.cpuMs', median(costs.product), null, 'ms of CPU per checkout')
  say('counting statements')
  figure('S4.statements', await statementsPer(shop, perRound, product), 25, 'statements')
  figure('S9.rss', resident, 350, 'MB')
  yardstick.disconnect()
  await database.end()
}

/** Goals are judged on a hundred thousand products and on their growth to a million SKUs. */
const isFull = !given.quick && given.goods === undefined

const scales = () => {
  const many = given.goods === undefined ? (given.quick ? 10_000 : 100_000) : Number(given.goods)
  return { few: Math.min(3_334, many), many, most: given.quick || given.goods !== undefined ? many : 333_334 }
}

const openYardstick = async () => {
  const yardstick = fork(join(root, 'bench/reference.mjs'), [], {
    env: { ...process.env, DATABASE_URL: databaseUrl() },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const [{ port }] = await once(yardstick, 'message')
  return { yardstick, url: `http://127.0.0.1:${port}` }
}

const grow = async (client, from, to) => {
  if (to < from) return
  say(`goods up to ${to} products`)
  await generateGoods(client, { from, to })
  say(`taken into the search in ${Math.round((await rebuildSearch(client)) / 1_000)} s`)
}

const compareLists = async (shop, yardstick, work) => {
  const sides = { shopPid: shop.pid, barePid: yardstick.pid, rounds, perRound: listsPerRound, width }
  for (const id of ['S1', 'S2'].filter(wants)) {
    say(`${id}: CPU beside bare SQL`)
    const cost = await compareCpu(work[id], sides)
    figure(`${id}.cpu`, cost.product / cost.bare, 2.5, 'ratio', isFull)
    figure(`${id}.cpuMs`, cost.product, null, id === 'S1' ? 'ms of CPU for two pages' : 'ms of CPU a page')
    const statements = await statementsPer(shop, listsPerRound, () => pooled(listsPerRound, width, work[id].product))
    // An operation of S1 is two pages; one whose filter fits less than a page has no second.
    figure(`${id}.statements`, id === 'S1' ? statements / 2 : statements, id === 'S1' ? 3 : 5, 'statements', isFull)
  }
  if (!wants('S3')) return
  say('S3: search with facets')
  const product = []
  const bare = []
  for (let round = 0; round < rounds; round += 1) {
    product.push(await p95(work.S3.product, listsPerRound))
    bare.push(await p95(work.S3.bare, listsPerRound))
  }
  figure('S3.p95', median(product), 50, 'ms, search and facets together', isFull)
  figure('S3.ratio', median(product) / median(bare), 3, 'ratio', isFull)
}

const measureLists = async (shop) => {
  const { few, many, most } = scales()
  const client = new pg.Client({ connectionString: databaseUrl() })
  await client.connect()
  const { yardstick, url } = await openYardstick()
  const timeOf = async (products) => {
    const { S1, S3 } = works(shop.url, url, products)
    await p95(S1.product, 20)
    const times = { list: [], search: [] }
    for (let round = 0; round < rounds; round += 1) {
      times.list.push(await p95(S1.product, listsPerRound))
      times.search.push(await p95(S3.product, listsPerRound))
    }
    return { list: median(times.list), search: median(times.search) }
  }
  await grow(client, 1, few)
  const small = wants('S6') ? await timeOf(few) : undefined
  await grow(client, few + 1, many)
  await compareLists(shop, yardstick, works(shop.url, url, many))
  if (small !== undefined || given.plans) await grow(client, many + 1, most)
  if (small !== undefined) {
    say(`S6: ${most} products against ${few}`)
    const large = await timeOf(most)
    figure('S6.list', large.list / small.list, 1.5, `ratio of p95, ${most} to ${few} products`, isFull)
    figure('S6.search', large.search / small.search, 1.5, `ratio of p95, ${most} to ${few} products`, isFull)
  }
  if (given.plans) await writePlans(client)
  yardstick.disconnect()
  await client.end()
}

const measureStart = async () => {
  const times = []
  for (let round = 1; round <= rounds; round += 1) {
    say(`warm start, round ${round} of ${rounds}`)
    const shop = await openShop({ ...where, mode: 'demo' })
    times.push(shop.readyMs / 1000)
    await shop.close()
  }
  figure('S9.ready', median(times), 6, 's')
}

const audit = async () => {
  const child = spawn(process.execPath, ['scripts/audit.mjs', '--json', '--wait', '60'], {
    cwd: root,
    env: { ...process.env, DATABASE_URL: '', DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.on('data', (chunk) => (output += chunk.toString('utf8')))
  const [code] = await once(child, 'close')
  if (code === 2) throw new Error('the audit could not run')
  return JSON.parse(output).violations
}

const run = async () => {
  await installMissing(root, say)
  await buildStale(root, { say })
  say('first start, with the demo shop')
  const first = await openShop({ ...where, mode: 'demo' })
  await first.close()
  if (wants('S9')) await measureStart()
  // The resident memory of S9 is read under the load of S4.
  const shop = await openShop({ ...where, mode: 'test' })
  if (['S4', 'S9'].some(wants)) await measureCheckout(shop)
  if (['S1', 'S2', 'S3', 'S6'].some(wants)) await measureLists(shop)
  const violations = await audit()
  await shop.close()
  for (const line of figures.filter(({ id }) => wants(id.split('.')[0])))
    console.log(
      JSON.stringify({
        ...line,
        audit: violations,
        scale: given.quick ? 'quick' : line.id < 'S4' || line.id.startsWith('S6') ? 'full' : 'demo',
      }),
    )
  return violations === 0 ? 0 : 1
}

try {
  process.exitCode = await run()
} catch (error) {
  // 1 is kept for a shop that contradicts itself.
  console.error(error)
  process.exitCode = 2
} finally {
  await closeAll()
  rmSync(dataDir, { recursive: true, force: true })
}
