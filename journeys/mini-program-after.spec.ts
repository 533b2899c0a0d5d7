import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { miniAfter } from './support/mini-after.js'
import { MiniShop } from './support/mini-shop.js'
import { Scoreboard } from './support/scoreboard.js'
import { openShop } from './support/open-shop.js'
import type { Shop } from './support/shop.js'
import { PLATFORMS, travel } from './support/travel.js'
import { expectSoundBooks } from './support/sound-end.js'

const scores = new Scoreboard(
  miniAfter.map(({ title }) => title),
  PLATFORMS,
)

let shop: Shop
let place: MiniShop

beforeAll(async () => {
  shop = await openShop()
  place = new MiniShop(shop)
})
afterAll(async () => {
  console.log(scores.table)
  await shop?.remove()
})

describe.each(PLATFORMS)('what comes after the purchase in the compiled mini program for $title', ({ key }) => {
  it.each(miniAfter)('$title', ({ title, run }) => scores.note(title, key, () => travel(place, key, run)))
})

describe('afterwards', () => {
  it('stops without a fuss and leaves a shop without a contradiction', async () => {
    expect(await shop.stop()).toBe(0)
    await expectSoundBooks(shop)
  })
})
