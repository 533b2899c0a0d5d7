/** Profiles of the shop at work, drawn: what a list, a checkout and a flash sale spend their time with. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { randomUUID } from 'node:crypto'
import { root } from '../scripts/lib/tree.mjs'
import { requestOf, running, rush, signedInMany, ticketsOf, tokenOf } from './flash-sale.mjs'
import { flameOf, sharesOf, treeOf } from './flame.mjs'
import { generateGoods, rebuildSearch } from './generate.mjs'
import { works } from './lists.mjs'
import { pooled } from './measure.mjs'
import { setUp } from './shed.mjs'
import { allPaid, checkout } from './shop.mjs'

const WIDTH = 4
const BUYERS = 8_000
const STOCK = 2_000
const GOODS = 3_334

/** `pictures`: the folder they go to, from the root. */
export const drawFlames = async ({ shop, database, say, operator, probe, quick, pictures = 'docs/pictures' }) => {
  const people = await setUp(shop, operator, '1390004')
  const times = quick ? 1 : 5
  const profiled = async (name, title, warm, work) => {
    say(`profile: ${title}`)
    await warm()
    await probe.ask('profile')
    await work()
    const profile = await probe.ask('profiled')
    const shares = sharesOf(treeOf(profile))
    say(
      JSON.stringify(
        Object.fromEntries(Object.entries(shares).map(([kind, part]) => [kind, Math.round(part * 1_000) / 10])),
      ),
    )
    const svg = flameOf(profile, { title, note: `node ${process.versions.node}, sampled every half millisecond` })
    writeFileSync(join(root, pictures, `flame-${name}.svg`), svg)
  }
  const bought = (count) => async () => {
    const orders = []
    await pooled(count, WIDTH, async (n) => {
      const { shoppers, skus } = people
      orders.push(await checkout(shop, shoppers[n % shoppers.length], skus[n % skus.length].id))
    })
    await allPaid(database, orders)
  }
  await profiled('s4', 'S4: checkouts, from the quote to paid', bought(150), bought(60 * times))
  const port = Number(new URL(shop.url).port)
  const sale = async (run) => {
    await signedInMany(database, run, BUYERS)
    const itemId = await running(shop, people.headers, people.others, STOCK)
    const tickets = await ticketsOf(shop, run, BUYERS, itemId)
    const asked = tickets.map((ticket, n) =>
      requestOf(port, '/api/shop/seckill/takes', tokenOf(run, n), randomUUID(), { ticket }),
    )
    return () => rush(port, asked)
  }
  await (
    await sale('flame, warm')
  )()
  const rushing = await sale('flame')
  await profiled('s5', `S5: ${STOCK} units for ${BUYERS} who come at once`, async () => undefined, rushing)
  say('goods for the lists')
  const client = await database.connect()
  await generateGoods(client, { to: GOODS })
  await rebuildSearch(client)
  client.release()
  const list = (count) => () => pooled(count, WIDTH, works(shop.url, '', GOODS).S1.product)
  await profiled('s1', `S1: lists of ${GOODS} products, two pages each`, list(300), list(300 * times))
}
