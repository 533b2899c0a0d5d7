import type { Vendor } from '@jishi/testing/mini-program/package'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { miniJourneys } from './support/mini-journeys.js'
import { MiniShop } from './support/mini-shop.js'
import { MiniShopper } from './support/mini-shopper.js'
import { Scoreboard } from './support/scoreboard.js'
import { Shop } from './support/shop.js'

const FIRST_START_MS = 480_000
const platforms: readonly { key: Vendor; title: string }[] = [
  { key: 'mp-weixin', title: 'WeChat' },
  { key: 'mp-alipay', title: 'Alipay' },
]
const scores = new Scoreboard(
  miniJourneys.map(({ title }) => title),
  platforms,
)

let shop: Shop
let place: MiniShop

beforeAll(async () => {
  shop = await Shop.create()
  await shop.start(FIRST_START_MS)
  place = new MiniShop(shop)
})
afterAll(async () => {
  console.log(scores.table)
  await shop?.remove()
})

/** Runs a journey and ends its phones; whatever went wrong on one of them without a word fails it. */
const travel = async (vendor: Vendor, run: (typeof miniJourneys)[number]['run']): Promise<void> => {
  const phones: MiniShopper[] = []
  try {
    const open = (entry?: ConstructorParameters<typeof MiniShopper>[2]): MiniShopper => {
      const phone = new MiniShopper(place, vendor, entry)
      phones.push(phone)
      return phone
    }
    await run({ shop: place, vendor, open })
    expect(phones.flatMap(({ program }) => program.incidents.all)).toEqual([])
  } finally {
    for (const { program } of phones) program.close()
  }
}

describe.each(platforms)('the compiled mini program for $title', ({ key }) => {
  it.each(miniJourneys)('$title', ({ title, run }) => scores.note(title, key, () => travel(key, run)))
})

describe('afterwards', () => {
  it('stops without a fuss and leaves a shop without a contradiction', async () => {
    expect(await shop.stop()).toBe(0)
    const { code, output } = await shop.run('scripts/audit.mjs')
    expect(output).toMatch(/audit: invariants \d+, violations 0$/m)
    expect(code).toBe(0)
  })
})
