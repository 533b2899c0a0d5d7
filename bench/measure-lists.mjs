/** S1, S2, S3 and S6 in one run: data grows between them, so each size is made once. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { root } from '../scripts/lib/tree.mjs'
import { databaseClock, databaseMsPer, noteSpread, timesOf as spreadOf } from './cpu.mjs'
import { generateGoods, rebuildSearch } from './generate.mjs'
import { compareCpu, p95, works } from './lists.mjs'
import { cpuMs, median, pooled } from './measure.mjs'
import { generateOrders, orderWorks, orderingShoppers, signedInAgain, signedOperator } from './orders.mjs'
import { writePlans } from './plans.mjs'

const ROUNDS = 3
const WIDTH = 4
/** Before figures count: both sides' programs are compiled as they run, and the shop is the larger one. */
const WARM_UP = 300

export const openYardstick = async (databaseUrl) => {
  const yardstick = fork(join(root, 'bench/reference.mjs'), [], {
    env: { ...process.env, DATABASE_URL: databaseUrl },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const [{ port }] = await once(yardstick, 'message')
  // It ends when we do, whatever we end of.
  yardstick.unref()
  yardstick.channel.unref()
  return { yardstick, url: `http://127.0.0.1:${port}` }
}

/** Everything the stages share. `sizes` are printed, since a machine may be too small for the ones of the goals. */
export const measureLists = async (bench) => {
  const { databaseUrl, sizes, wants, say, figures, plans } = bench
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  const { yardstick, url } = await openYardstick(databaseUrl)
  const growGoods = async (from, to) => {
    if (to < from) return
    const begun = performance.now()
    await generateGoods(client, { from, to })
    const made = Math.round((performance.now() - begun) / 1_000)
    say(
      `${to} products made in ${made} s, taken into the search in ${Math.round((await rebuildSearch(client)) / 1_000)} s`,
    )
  }
  const stage = { ...bench, client, yardstick, url }
  await growGoods(1, wants('S6') ? sizes.few : sizes.many)
  const people = wants('S6') ? await orderPeople(stage) : undefined
  const small = people === undefined ? undefined : await timesOf(stage, people, sizes.few)
  if (small !== undefined) await growGoods(sizes.few + 1, sizes.many)
  await compareLists(stage)
  if (small !== undefined || plans) await growGoods(sizes.many + 1, sizes.most)
  if (small !== undefined) {
    await growOrders(stage, people, sizes.fewOrders + 1, sizes.mostOrders)
    const again = {
      shoppers: await signedInAgain(stage.shop, people.shoppers),
      operator: await operatorAtWork(stage),
    }
    compareGrowth(stage, small, await timesOf(stage, again, sizes.most))
    await figures.tell()
  }
  if (plans) await writePlans(client, say)
  yardstick.disconnect()
  await client.end()
}

const compareLists = async ({
  shop,
  dataDir,
  yardstick,
  url,
  sizes,
  perRound,
  wants,
  figures,
  say,
  statementsPer,
  scale,
}) => {
  const work = works(shop.url, url, sizes.many)
  const sides = { shopPid: shop.pid, barePid: yardstick.pid, rounds: ROUNDS, perRound, width: WIDTH, warmUp: WARM_UP }
  const judged = scale === 'full'
  for (const id of ['S1', 'S2'].filter(wants)) {
    say(`${id}: CPU beside bare SQL`)
    const cost = await compareCpu(work[id], sides)
    figures.note(`${id}.cpu`, cost.product / cost.bare, 2.5, 'ratio', scale, judged)
    figures.note(`${id}.cpuMs`, cost.product, null, id === 'S1' ? 'ms of CPU for two pages' : 'ms of CPU a page', scale)
    const clock = databaseClock(dataDir)
    const theirs = await databaseMsPer(clock, perRound, () => pooled(perRound, WIDTH, work[id].product))
    figures.note(`${id}.dbMs`, theirs, null, 'ms of CPU of Postgres', scale)
    noteSpread(figures, id, await spreadOf(perRound, 1, work[id].product), 'ms, one after another', scale)
    const statements = await statementsPer(shop, perRound, () => pooled(perRound, WIDTH, work[id].product))
    // An operation of S1 is two pages; one whose filter fits less than a page has no second.
    const each = id === 'S1' ? statements / 2 : statements
    figures.note(`${id}.statements`, each, id === 'S1' ? 3 : 5, 'statements', scale, judged)
    await figures.tell()
  }
  if (!wants('S3')) return
  say('S3: search with facets')
  const times = { product: [], bare: [] }
  await p95(work.S3.product, WARM_UP / 5)
  await p95(work.S3.bare, WARM_UP / 5)
  for (let round = 0; round < ROUNDS; round += 1) {
    times.product.push(await p95(work.S3.product, perRound))
    times.bare.push(await p95(work.S3.bare, perRound))
  }
  // On a machine that others use, the clock of the wall says little: what the processes themselves worked says what is left.
  const databaseMs = databaseClock(dataDir)
  const worked = () => cpuMs(shop.pid) + databaseMs()
  const before = worked()
  await pooled(perRound, 1, work.S3.product)
  figures.note('S3.cpuMs', (worked() - before) / perRound, null, 'ms of CPU of shop and database', scale)
  figures.note('S3.p95', median(times.product), 50, 'ms, search and facets together', scale, judged)
  figures.note('S3.ratio', median(times.product) / median(times.bare), 3, 'ratio', scale, judged)
  await figures.tell()
}

const orderPeople = async (stage) => {
  const { shop, sizes } = stage
  const people = { shoppers: await orderingShoppers(shop), operator: await operatorAtWork(stage) }
  await growOrders(stage, people, 1, sizes.fewOrders)
  return people
}

const operatorAtWork = ({ shop, dataDir }) =>
  signedOperator(shop, JSON.parse(readFileSync(join(dataDir, 'demo.json'), 'utf8')).operators[0])

const growOrders = async ({ client, say }, { shoppers }, from, to) => {
  if (to < from) return
  const begun = performance.now()
  await generateOrders(client, shoppers, { from, to })
  say(`${to} orders made in ${Math.round((performance.now() - begun) / 1_000)} s`)
}

const GROWING = ['list', 'search', 'mine', 'orders']

/** p95 of each list at the size the data has now. */
const timesOf = async ({ shop, url, perRound, say }, { shoppers, operator }, products) => {
  const { S1, S3 } = works(shop.url, url, products)
  const { mine, all } = orderWorks(shop, shoppers, operator)
  const work = { list: S1.product, search: S3.product, mine, orders: all }
  const times = {}
  for (const name of GROWING) {
    say(`S6: ${name} at ${products} products`)
    await p95(work[name], WARM_UP / 5)
    const rounds = []
    for (let round = 0; round < ROUNDS; round += 1) rounds.push(await p95(work[name], perRound))
    times[name] = median(rounds)
  }
  return times
}

const compareGrowth = ({ figures, sizes, scale }, small, large) => {
  const goods = `${sizes.most} to ${sizes.few} products`
  const orders = `${sizes.mostOrders} to ${sizes.fewOrders} orders`
  // Judged only at the sizes of the goal.
  const judged = scale === 'full' && sizes.mostOrders >= 10_000_000
  for (const name of GROWING) {
    const unit = `ratio of p95, ${name === 'list' || name === 'search' ? goods : orders}`
    figures.note(`S6.${name}`, large[name] / small[name], 1.5, unit, scale, judged)
    figures.note(`S6.${name}Ms`, large[name], null, `ms, p95 for two requests`, scale)
  }
}
