/**
 * `npm run bench [-- --quick --only S4,S5.shed]`: the product built for production, on its embedded database, beside the
 * yardstick, in one run. Figures go to stdout as JSON lines as soon as they are known, progress to stderr. Exit 1 only when the
 * audit fails. `--only flames` draws profiles of the shop at work instead.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { buildStale } from '../scripts/lib/builds.mjs'
import { installMissing } from '../scripts/lib/install.mjs'
import { root } from '../scripts/lib/tree.mjs'
import { databaseClock, databaseMsPer, noteSpread, timesOf } from './cpu.mjs'
import { figuresOf } from './figures.mjs'
import { drawFlames } from './flames.mjs'
import { measureFlashSale } from './flash-sale.mjs'
import { measureLists, openYardstick } from './measure-lists.mjs'
import { cpuMs, median, pooled, residentMb } from './measure.mjs'
import { signedOperator } from './orders.mjs'
import { measureFirstScreen, measurePackages } from './packages.mjs'
import { measurePhone } from './phone.mjs'
import { probeOf } from './probe.mjs'
import { startPromotions } from './promotions.mjs'
import { measureShed } from './shed.mjs'
import { allDrew, allPaid, checkout, closeAll, freePort, goods, metric, openShop, signIn } from './shop.mjs'
import { measureSoak } from './soak.mjs'

const { values: given } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    // How many products lists are measured on, where the scales of quick and full do not fit a machine's patience.
    goods: { type: 'string' },
    // How many products and orders growth is measured up to. Ten million orders take an hour and more, and some thirty gigabytes.
    most: { type: 'string' },
    orders: { type: 'string', default: '1000000' },
    plans: { type: 'boolean', default: false },
  },
})
const wanted = given.only?.split(',')
/** `S5` asks for all of its parts, `S5.shed` for that one. */
const wants = (id) => wanted === undefined || wanted.some((name) => id === name || id.startsWith(`${name}.`))
const rounds = 3
const perRound = given.quick ? 12 : 100
/** A checkout runs more code than anything else: until V8 has compiled it, that is what would be measured. */
const warmUp = given.quick ? 12 : 1_000
/** Checkouts of the yardstick for one of the shop. */
const BARE = 4
/** Reads are cheap and the clock of a process's CPU is coarse, so lists take more of them. */
const listsPerRound = given.quick ? 60 : 200
const width = 4
/** What is measured on the demo shop is not judged against its goal; lists at their full scale are. */
const demoScale = given.quick ? 'quick' : 'demo'
const say = (words) => console.error(`· ${words}`)

const dataDir = mkdtempSync(join(tmpdir(), 'jishi-bench-'))
const where = { dataDir, port: await freePort(), simulatorPort: await freePort() }

const figures = figuresOf({ dataDir, wants, say })

const databaseUrl = () => {
  const { directory: _directory, password, port } = JSON.parse(readFileSync(join(dataDir, 'pg.json'), 'utf8'))
  return `postgres://jishi:${password}@127.0.0.1:${port}/jishi`
}

const post = async (url, body) => {
  const answer = await fetch(url, { method: 'POST', body: JSON.stringify(body) })
  if (!answer.ok) throw new Error(await answer.text())
  return answer.json()
}

const yardstickCheckout = async (url, skuId, addressId) => {
  await post(`${url}/quote`, { skuId, addressId, qty: 1 })
  const { id } = await post(`${url}/place`, { skuId, addressId, qty: 1 })
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
  // Closed with its server where the run is broken off.
  database.on('error', () => undefined)
  const { yardstick, url } = await openYardstick(databaseUrl())
  const shoppers = await Promise.all(Array.from({ length: 20 }, (_, n) => signIn(shop, `1390000${String(1000 + n)}`)))
  const skus = await goods(shop)
  const [first] = JSON.parse(readFileSync(join(dataDir, 'demo.json'), 'utf8')).operators
  const handCoupons = await startPromotions(shop, (await signedOperator(shop, first)).headers)
  let turn = 0
  const buyerOf = (n) => shoppers[n % shoppers.length]
  const product = async (count = perRound) => {
    const orders = []
    await pooled(count, width, async () => {
      turn += 1
      orders.push(await checkout(shop, buyerOf(turn), skus[turn % skus.length].id))
    })
    await allPaid(database, orders)
    await allDrew(database, orders)
  }
  const ready = (count = perRound) => handCoupons(Array.from({ length: count }, (_, n) => buyerOf(turn + 1 + n)))
  // Many more than of the shop's, because the clock of a process's CPU is coarse; over many SKUs, so that none waits for a row.
  const bare = (count = perRound * BARE) =>
    pooled(count, width, (n) => yardstickCheckout(url, skus[n % skus.length].id, shoppers[0].addressId))
  say('warming up')
  for (let warm = 0; warm < warmUp; warm += perRound) {
    await ready()
    await product()
  }
  await bare(warmUp)
  const costs = { product: [], bare: [] }
  let resident = 0
  for (let round = 1; round <= rounds; round += 1) {
    say(`checkout, round ${round} of ${rounds}`)
    await ready()
    costs.product.push(await cpuPer(shop.pid, perRound, product))
    resident = Math.max(resident, residentMb(shop.pid))
    costs.bare.push(await cpuPer(yardstick.pid, perRound * BARE, bare))
  }
  figures.note('S4.cpu', median(costs.product) / median(costs.bare), 8, 'ratio', demoScale)
  figures.note('S4.cpuMs', median(costs.product), null, 'ms of CPU per checkout', demoScale)
  figures.note('S4.bareMs', median(costs.bare), null, 'ms of CPU of the yardstick', demoScale)
  const clock = databaseClock(dataDir)
  await ready()
  figures.note('S4.dbMs', await databaseMsPer(clock, perRound, product), null, 'ms of CPU of Postgres', demoScale)
  await ready()
  const buying = (n) => checkout(shop, buyerOf(turn + n), skus[(turn + n) % skus.length].id)
  const orders = []
  const spread = await timesOf(perRound, 1, async (n) => orders.push(await buying(n + 1)))
  turn += perRound
  await allPaid(database, orders)
  noteSpread(figures, 'S4', spread, 'ms, one after another', demoScale)
  say('counting statements')
  await ready()
  figures.note('S4.statements', await statementsPer(shop, perRound, product), 25, 'statements', demoScale)
  figures.note('S9.rss', resident, 350, 'MB', demoScale)
  yardstick.disconnect()
  await database.end()
}

/** Goals of lists are judged on a hundred thousand products. */
const isFull = !given.quick && given.goods === undefined

/** The sizes of the goals, or what was asked for instead; printed with the figures they belong to. */
const sizes = () => {
  const many = Number(given.goods ?? (given.quick ? 10_000 : 100_000))
  const most = Number(given.most ?? (given.quick || given.goods !== undefined ? many : 333_334))
  return { few: Math.min(3_334, many), many, most, fewOrders: 10_000, mostOrders: Number(given.orders) }
}

const lists = (shop) =>
  measureLists({
    ...{ shop, dataDir, databaseUrl: databaseUrl(), sizes: sizes(), perRound: listsPerRound, plans: given.plans },
    ...{
      wants,
      say,
      figures,
      statementsPer,
      scale: isFull ? 'full' : 'quick',
    },
  })

/** A shop of its own, behind a proxy that tells people apart, with nothing else to do. */
const alone = async (work, env = {}) => {
  const shop = await openShop({ ...where, mode: 'test', trustProxy: '127.0.0.1', env })
  const database = new pg.Pool({ connectionString: databaseUrl(), max: 1 })
  // Closed with its server where the run is broken off.
  database.on('error', () => undefined)
  const [operator] = JSON.parse(readFileSync(join(dataDir, 'demo.json'), 'utf8')).operators
  await work({ shop, database, figures, say, operator, judged: !given.quick })
  await database.end()
  await figures.tell()
  await shop.close()
}

const flashSale = () =>
  alone((bench) =>
    measureFlashSale({
      ...bench,
      clock: databaseClock(dataDir),
      sizes: given.quick ? { stock: 500, buyers: 2_000 } : { stock: 5_000, buyers: 20_000 },
    }),
  )

const shed = () =>
  alone((bench) => measureShed({ ...bench, ...(given.quick ? { rounds: 1, seconds: 6 } : { rounds: 3, seconds: 20 }) }))

const soak = () => {
  const probe = probeOf(dataDir)
  const lasting = given.quick
    ? { warmUpMs: 30_000, ms: 60_000, noteEveryMs: 10_000 }
    : { warmUpMs: 120_000, ms: 600_000, noteEveryMs: 60_000 }
  return alone((bench) => measureSoak({ ...bench, ...lasting, probe }), probe.env)
}

/** Weights do not depend on how long anybody measures. */
const storefront = { figures, say, judged: true }

const flames = () => {
  const probe = probeOf(dataDir)
  return alone((bench) => drawFlames({ ...bench, probe, quick: given.quick }), probe.env)
}

const measureStart = async () => {
  const times = []
  for (let round = 1; round <= rounds; round += 1) {
    say(`warm start, round ${round} of ${rounds}`)
    const shop = await openShop({ ...where, mode: 'demo' })
    times.push(shop.readyMs / 1000)
    await shop.close()
  }
  figures.note('S9.ready', median(times), 6, 's', demoScale)
}

const run = async () => {
  await installMissing(root, say)
  await buildStale(root, { say })
  say('first start, with the demo shop')
  const first = await openShop({ ...where, mode: 'demo' })
  await first.close()
  if (wanted?.includes('flames')) await flames()
  if (wants('S9.ready')) await measureStart()
  if (wants('S5.ratio')) await flashSale()
  if (wants('S5.shed')) await shed()
  if (wants('S9.soak')) await soak()
  if (wants('S7.js')) measureFirstScreen(storefront)
  if (wants('S7.largest')) await alone(measurePhone)
  if (wants('S8.nodes')) await measurePackages(storefront)
  await figures.tell()
  // The resident memory of S9 is read under the load of S4.
  const checkouts = ['S4', 'S9.rss'].some(wants)
  const browsing = ['S1', 'S2', 'S3', 'S6'].some(wants)
  if (checkouts || browsing || wants('S9.ready')) {
    const shop = await openShop({ ...where, mode: 'test' })
    if (checkouts) await measureCheckout(shop)
    await figures.tell()
    if (browsing) await lists(shop)
    await shop.close()
  }
  return figures.violations === 0 ? 0 : 1
}

/** Broken off by a person: the shop and its data go as well. */
for (const signal of ['SIGINT', 'SIGTERM'])
  process.once(signal, () => {
    void closeAll().finally(() => {
      rmSync(dataDir, { recursive: true, force: true })
      process.exit(130)
    })
  })

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
