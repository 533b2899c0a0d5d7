import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CatalogueDesk } from './support/catalogue-desk.js'
import { miniCheckout } from './support/mini-checkout.js'
import { MiniShop } from './support/mini-shop.js'
import { openShop } from './support/open-shop.js'
import { Scoreboard } from './support/scoreboard.js'
import type { Shop } from './support/shop.js'
import { PLATFORMS, travel } from './support/travel.js'
import { expectSoundBooks } from './support/sound-end.js'

let shop: Shop
let place: MiniShop
let desk: CatalogueDesk

const stories = miniCheckout(() => desk)
const scores = new Scoreboard(
  stories.map(({ title }) => title),
  PLATFORMS,
)

beforeAll(async () => {
  shop = await openShop()
  place = new MiniShop(shop)
  desk = await CatalogueDesk.open(shop)
})
afterAll(async () => {
  console.log(scores.table)
  await shop?.remove()
})

describe.each(PLATFORMS)('every fen explained in the compiled mini program for $title', ({ key }) => {
  it.each(stories)('$title', ({ title, run }) => scores.note(title, key, () => travel(place, key, run)))
})

describe('afterwards', () => {
  it('stops without a fuss and leaves a shop without a contradiction', async () => {
    expect(await shop.stop()).toBe(0)
    await expectSoundBooks(shop)
  })
})
