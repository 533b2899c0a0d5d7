/** Minutes of mixed work at a pace the shop can keep, and what its memory does meanwhile. */
import { setTimeout as pause } from 'node:timers/promises'
import { at } from './cpu.mjs'
import { running, signedInMany, ticketsOf, tokenOf } from './flash-sale.mjs'
import { median, residentMb } from './measure.mjs'
import { allPaid, call, checkout } from './shop.mjs'
import { setUp } from './shed.mjs'

const MEGABYTE = 1_048_576
const SAMPLE_MS = 1_000
/** Each kind of work a second; a checkout is some twenty times the work of a page. */
const PACE = { list: 15, page: 15, polling: 20, take: 4, checkout: 2 }
const BUYERS = 400

const text = async (url, options) => {
  const answer = await fetch(url, options)
  const body = await answer.text()
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${body.slice(0, 200)}`)
  return body
}

/** What is done in turn; each answers how long it took by ending. */
const worksOf = async ({ shop, database, people }) => {
  const { items } = await call(`${shop.url}/api/shop/products?limit=20`)
  const sorts = ['relevance', 'sales', 'newest', 'price_asc']
  const run = 'soak'
  await signedInMany(database, run, BUYERS)
  const itemId = await running(shop, people.headers, people.others, 100)
  const tickets = await ticketsOf(shop, run, BUYERS, itemId)
  const port = Number(new URL(shop.url).port)
  const bodies = tickets.map((ticket) => JSON.stringify({ ticket }))
  const orders = []
  return {
    orders,
    works: {
      list: (n) => text(`${shop.url}/api/shop/products?sort=${sorts[n % sorts.length]}`),
      page: (n) => text(`${shop.url}/api/shop/products/${items[n % items.length].id}`),
      polling: (n) =>
        n % 2 === 0
          ? text(`${shop.url}/api/shop/seckill/sessions`)
          : text(`${shop.url}/api/shop/seckill/products/${items[n % items.length].id}`),
      // A page that heard nothing asks again with what it has: won, sold out, or a ticket that is too old, never more.
      take: async (n) => {
        const nth = n % BUYERS
        const answer = await fetch(`http://127.0.0.1:${port}/api/shop/seckill/takes`, {
          method: 'POST',
          body: bodies[nth],
          headers: {
            ...{ 'content-type': 'application/json', authorization: `Bearer ${tokenOf(run, nth)}` },
            'idempotency-key': `soak-${nth}`,
          },
        })
        await answer.text()
        if (answer.status >= 500) throw new Error(`a take answered ${answer.status}`)
      },
      checkout: async (n) => {
        const { shoppers, skus } = people
        orders.push(await checkout(shop, shoppers[n % shoppers.length], skus[n % skus.length].id))
      },
    },
  }
}

/** Works at the pace for so long; answers the times of each kind and what failed. */
const keepPace = async (works, ms) => {
  const seen = Object.fromEntries(Object.keys(works).map((name) => [name, []]))
  const failed = []
  const begun = performance.now()
  const one = async (name, n) => {
    const since = performance.now()
    try {
      await works[name](n)
      seen[name].push(performance.now() - since)
    } catch (error) {
      failed.push(`${name}: ${error.message}`)
    }
  }
  const lane = async (name) => {
    const open = new Set()
    for (let n = 0; performance.now() - begun < ms; n += 1) {
      const doing = one(name, n).finally(() => open.delete(doing))
      open.add(doing)
      await pause(Math.max(0, begun + ((n + 1) * 1_000) / PACE[name] - performance.now()))
    }
    await Promise.all(open)
  }
  await Promise.all(Object.keys(works).map(lane))
  return { seen, failed }
}

/**
 * What is alive after a collection, when the warm-up is over and at the end: what a leak would add to. Resident memory beside it, as
 * an operator sees it; V8 gives that back late, so it is noted and not judged by a few megabytes.
 */
export const measureSoak = async ({
  shop,
  database,
  figures,
  say,
  operator,
  probe,
  judged,
  warmUpMs,
  ms,
  noteEveryMs,
}) => {
  const scale = judged ? 'full' : 'quick'
  const people = await setUp(shop, operator, '1390003')
  const { works, orders } = await worksOf({ shop, database, people })
  const begun = performance.now()
  const resident = []
  const watch = setInterval(() => resident.push({ at: performance.now() - begun, mb: residentMb(shop.pid) }), SAMPLE_MS)
  say(`soak: warming up for ${Math.round(warmUpMs / 1_000)} s`)
  await keepPace(works, warmUpMs)
  const before = await probe.ask('alive')
  say(`soak: ${Math.round(ms / 1_000)} s`)
  const { seen, failed } = await keepPace(works, ms)
  clearInterval(watch)
  await allPaid(database, orders)
  const after = await probe.ask('alive')
  if (failed.length > 0) say(`soak: ${failed.length} failed, the first: ${failed[0]}`)
  const middle = (from, to) => median(resident.filter((one) => one.at >= from && one.at < to).map(({ mb }) => mb))
  const whole = warmUpMs + ms
  const fifth = ms / 5
  const grown = middle(whole - fifth, whole) - middle(warmUpMs, warmUpMs + fifth)
  figures.note('S9.soak', (after.alive - before.alive) / MEGABYTE, 8, 'MB more alive after a collection', scale, judged)
  figures.note('S9.soak.resident', grown, 35, 'MB more resident, last fifth beside first', scale, judged)
  figures.note('S9.soak.rss', Math.max(...resident.map(({ mb }) => mb)), 350, 'MB resident at most', scale, judged)
  figures.note('S9.soak.failed', failed.length, 0, 'requests that failed', scale, judged)
  figures.note('S9.soak.page', at(seen.page, 0.95), null, 'ms, p95 of a page', scale)
  figures.note('S9.soak.checkout', at(seen.checkout, 0.95), null, 'ms, p95 of a checkout', scale)
  figures.note(
    'S9.soak.done',
    Object.values(seen).flat().length,
    null,
    `requests in ${Math.round(ms / 1_000)} s`,
    scale,
  )
  for (let from = 0; from + noteEveryMs <= whole; from += noteEveryMs)
    figures.note(
      `S9.soak.at${Math.round((from + noteEveryMs) / 1_000)}`,
      middle(from, from + noteEveryMs),
      null,
      'MB resident',
      scale,
    )
}
