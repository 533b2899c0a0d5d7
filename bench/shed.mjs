/** What happens to a shop that more ask of than it can serve: who is answered, who is refused and how, and who goes on buying. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { randomUUID } from 'node:crypto'
import { root } from '../scripts/lib/tree.mjs'
import { at } from './cpu.mjs'
import { requestOf, running, signedInMany, ticketsOf, tokenOf } from './flash-sale.mjs'
import { median, pooled, residentMb } from './measure.mjs'
import { signedOperator } from './orders.mjs'
import { allPaid, call, checkout, goods, signIn } from './shop.mjs'

const TIMES = [1, 2, 5, 10]
const CONNECTIONS = 1_000
/** As many as keep a shop busy without any of them waiting for a slot. */
const BUSY = 40
const CAPACITY_LOOKS = 4
/** So many that nobody comes to the limit of what one person may buy of something. */
const SHOPPERS = 24
const CHECKOUT_EVERY_MS = 500
const RECOVERED_WITHIN_MS = 60_000

/** Asks from a process of its own, and answers what that one saw. */
const flood = async (told) => {
  const sender = fork(join(root, 'bench/flood.mjs'))
  sender.send(told)
  const [seen] = await once(sender, 'message')
  sender.disconnect()
  return seen
}

const getOf = (port, path) => `GET ${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\naccept: application/json\r\n\r\n`

/** What people look at: lists in several orders, product pages, and the sessions of flash sales. */
const looking = async (shop) => {
  const { items } = await call(`${shop.url}/api/shop/products?limit=20`)
  const port = Number(new URL(shop.url).port)
  const lists = ['relevance', 'sales', 'newest', 'price_asc'].map((sort) => `/api/shop/products?sort=${sort}`)
  const pages = items.map(({ id }) => `/api/shop/products/${id}`)
  return Array.from({ length: 200 }, (_, n) => {
    if (n % 5 === 4) return '/api/shop/seckill/sessions'
    return n % 5 < 2 ? lists[n % lists.length] : pages[n % pages.length]
  }).map((path) => getOf(port, path))
}

/** Goes on buying while `work` lasts, one every half second: how many there were, which orders came of it, how long each took. */
export const buyingBeside = async ({ shop, shoppers, skus }, work) => {
  const bought = { tried: 0, orders: [], times: [], refusals: [] }
  let over = false
  const open = []
  const buy = async () => {
    const nth = bought.tried
    bought.tried += 1
    const since = performance.now()
    try {
      bought.orders.push(await checkout(shop, shoppers[nth % shoppers.length], skus[nth % skus.length].id))
      bought.times.push(performance.now() - since)
    } catch (error) {
      bought.refusals.push(error.message)
    }
  }
  const buying = (async () => {
    while (!over) {
      open.push(buy())
      await pause(CHECKOUT_EVERY_MS)
    }
  })()
  const seen = await work()
  over = true
  await buying
  await Promise.all(open)
  return { ...bought, seen }
}

/** Seconds from now until twenty pages in a row come as they come to somebody who is alone. */
const recovery = async (shop, page, usualMs) => {
  const since = performance.now()
  let inARow = 0
  let firstGood = since
  while (inARow < 20) {
    const begun = performance.now()
    if (begun - since > RECOVERED_WITHIN_MS) return RECOVERED_WITHIN_MS / 1_000
    const { ok } = await fetch(page).then(async (answer) => ({ ok: answer.ok && (await answer.text()) !== '' }))
    if (ok && performance.now() - begun <= usualMs) {
      if (inARow === 0) firstGood = begun
      inARow += 1
    } else inARow = 0
    await pause(20)
  }
  return (firstGood - since) / 1_000
}

/** Alone: how long a page takes, five times what it takes at most. */
const usual = async (page) => {
  const times = []
  await pooled(100, 1, async () => {
    const since = performance.now()
    await (await fetch(page)).text()
    times.push(performance.now() - since)
  })
  return Math.max(50, 5 * at(times, 0.95))
}

const sum = (list, of) => list.reduce((all, one) => all + of(one), 0)
const share = (part, whole) => (whole === 0 ? 100 : (100 * part) / whole)

const noteRounds = (figures, seen, scale, judged) => {
  const rate = (times, of) => median(seen[times].map(({ seen: round }) => (of(round) * 1_000) / round.ms))
  for (const times of TIMES) {
    figures.note(
      `S5.shed.x${times}`,
      rate(times, ({ good }) => good),
      null,
      `answered/s at ${times} x capacity`,
      scale,
    )
    figures.note(
      `S5.shed.refused${times}`,
      rate(times, ({ refused }) => refused),
      null,
      'refused/s with 429 or 503',
      scale,
    )
    figures.note(
      `S5.shed.unsent${times}`,
      rate(times, ({ unsent }) => unsent),
      null,
      `asks/s that found none of ${CONNECTIONS} connections free`,
      scale,
    )
    figures.note(
      `S5.shed.p95x${times}`,
      median(seen[times].map(({ seen: { p95 } }) => p95)),
      null,
      'ms, those answered',
      scale,
    )
  }
  const ratios = seen[1].map((first, n) => seen[10][n].seen.good / first.seen.good)
  figures.noteAtLeast('S5.shed', median(ratios), 0.8, 'answered at 10 x beside 1 x', scale, judged)
  const all = TIMES.flatMap((times) => seen[times])
  const wrong = sum(
    all,
    ({ seen: { others, broken, withoutWait } }) => sum(Object.values(others), Number) + broken + withoutWait,
  )
  figures.note('S5.shed.wrong', wrong, 0, 'neither answered nor 429/503 with Retry-After', scale, judged)
  const most = seen[10]
  const paid = share(
    sum(most, ({ orders }) => orders.length),
    sum(most, ({ tried }) => tried),
  )
  figures.noteAtLeast('S5.shed.paid', paid, 100, '% of checkouts beside it at 10 x', scale, judged)
  figures.note(
    'S5.shed.checkout',
    at(
      most.flatMap(({ times }) => times),
      0.95,
    ),
    null,
    'ms, p95 of a checkout beside it at 10 x',
    scale,
  )
}

/** `phones`: what their numbers begin with, seven digits, since one phone gets a code a minute. People with addresses, goods with plenty in stock, and others that a flash sale may have. */
export const setUp = async (shop, operator, phones) => {
  const { headers } = await signedOperator(shop, operator)
  const shoppers = await Promise.all(
    Array.from({ length: SHOPPERS }, (_, n) => signIn(shop, `${phones}${String(1_000 + n)}`)),
  )
  // What a new shopper is given has arrived before anything is priced.
  await pause(3_000)
  const skus = [...new Map((await goods(shop)).map((sku) => [sku.id, sku])).values()]
  const items = skus.slice(0, 20).map(({ id }) => ({ skuId: id, delta: 10_000 }))
  await call(`${shop.url}/api/admin/stock-adjustments`, {
    ...{ method: 'POST', headers, key: randomUUID(), body: { reason: '量一量', items } },
  })
  return {
    shop,
    shoppers,
    headers,
    skus: skus.slice(0, 20),
    others: skus.slice(20).filter(({ priceFen }) => priceFen > 100),
  }
}

/** One, two, five and ten times what the shop can serve, by turns, and people who buy beside all of it. */
export const measureShed = async ({ shop, database, figures, say, operator, judged, rounds, seconds }) => {
  const scale = judged ? 'full' : 'quick'
  const port = Number(new URL(shop.url).port)
  const people = await setUp(shop, operator, '1390002')
  const requests = await looking(shop)
  const page = `${shop.url}/api/shop/products/${(await call(`${shop.url}/api/shop/products?limit=1`)).items[0].id}`
  say('warming up, and what the shop can serve')
  const measured = []
  for (let n = 0; n < CAPACITY_LOOKS; n += 1) {
    const { good, ms } = await flood({ port, connections: BUSY, requests, rate: 0, ms: seconds * 500 })
    measured.push((good * 1_000) / ms)
  }
  // The best of them: what a busy machine takes away would make ten times of the rest an easy test.
  const capacity = Math.max(...measured)
  figures.note('S5.shed.capacity', capacity, null, `requests/s, ${BUSY} at once`, scale)
  const usualMs = await usual(page)
  const seen = Object.fromEntries(TIMES.map((times) => [times, []]))
  const recovered = []
  let resident = 0
  for (let round = 1; round <= rounds; round += 1)
    for (const times of TIMES) {
      say(`${times} x capacity, round ${round} of ${rounds}`)
      const bought = await buyingBeside(people, async () => {
        const one = await flood({
          ...{ port, connections: CONNECTIONS, requests, rate: capacity * times, ms: seconds * 1_000 },
        })
        recovered.push(await recovery(shop, page, usualMs))
        return one
      })
      resident = Math.max(resident, residentMb(shop.pid))
      await allPaid(database, bought.orders)
      const { tried, orders, refusals, seen: saw } = bought
      say(
        JSON.stringify({
          ...saw,
          tried,
          paid: orders.length,
          recovered: recovered.at(-1),
          refusals: refusals.slice(0, 2),
        }),
      )
      seen[times].push(bought)
    }
  noteRounds(figures, seen, scale, judged)
  figures.note('S5.shed.recovery', Math.max(...recovered), 30, 's until a page comes as usual', scale, judged)
  figures.note('S5.shed.rss', resident, null, 'MB', scale)
  await besideFlashSale({ shop, database, figures, say, scale, judged, people, seconds, requests })
}

/** A flash sale whose pages ask again and again, while others look around and buy something else. */
const besideFlashSale = async ({ shop, database, figures, say, scale, judged, people, seconds, requests }) => {
  say('beside a flash sale')
  const buyers = 2_000
  const port = Number(new URL(shop.url).port)
  const run = 'beside'
  await signedInMany(database, run, buyers)
  const itemId = await running(shop, people.headers, people.others, 100)
  const tickets = await ticketsOf(shop, run, buyers, itemId)
  const asked = tickets.map((ticket, n) =>
    requestOf(port, '/api/shop/seckill/takes', tokenOf(run, n), `beside-${n}`, { ticket }),
  )
  const ms = seconds * 1_000
  const bought = await buyingBeside(people, async () => {
    const [takes, browse] = await Promise.all([
      flood({ port, connections: 200, requests: asked, rate: 0, ms }),
      flood({ port, connections: BUSY, requests, rate: 50, ms }),
    ])
    return { takes, browse }
  })
  await allPaid(database, bought.orders)
  const { takes, browse } = bought.seen
  say(JSON.stringify({ takes, browse, tried: bought.tried, paid: bought.orders.length }))
  figures.note(
    'S5.shed.beside.takes',
    ((takes.good + takes.refused) * 1_000) / ms,
    null,
    'answers/s of a hot flash sale',
    scale,
  )
  figures.noteAtLeast(
    'S5.shed.beside.paid',
    share(bought.orders.length, bought.tried),
    100,
    '% of other checkouts beside it',
    scale,
    judged,
  )
  figures.note('S5.shed.beside.checkout', at(bought.times, 0.95), null, 'ms, p95 of a checkout beside it', scale)
  figures.note('S5.shed.beside.browse', browse.p95, null, 'ms, p95 of a page beside it', scale)
  figures.note(
    'S5.shed.beside.refused',
    browse.refused + browse.late,
    0,
    'pages refused or late beside it',
    scale,
    judged,
  )
}
