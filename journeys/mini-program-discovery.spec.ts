import { madeFilm } from '@jishi/testing/film'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CatalogueDesk } from './support/catalogue-desk.js'
import { APPLES, miniDiscovery } from './support/mini-discovery.js'
import { MiniShop } from './support/mini-shop.js'
import { Scoreboard } from './support/scoreboard.js'
import { openShop } from './support/open-shop.js'
import type { Shop } from './support/shop.js'
import { PLATFORMS, travel } from './support/travel.js'
import { expectSoundBooks } from './support/sound-end.js'

const scores = new Scoreboard(
  miniDiscovery.map(({ title }) => title),
  PLATFORMS,
)

let shop: Shop
let place: MiniShop

beforeAll(async () => {
  shop = await openShop()
  place = new MiniShop(shop)
  const desk = await CatalogueDesk.open(shop)
  await desk.giveFilm(await place.idOf(APPLES), await desk.bringFilm(madeFilm()))
})
afterAll(async () => {
  console.log(scores.table)
  await shop?.remove()
})

describe.each(PLATFORMS)('looking for goods in the compiled mini program for $title', ({ key }) => {
  it.each(miniDiscovery)('$title', ({ title, run }) => scores.note(title, key, () => travel(place, key, run)))
})

describe('afterwards', () => {
  it('stops without a fuss and leaves a shop without a contradiction', async () => {
    expect(await shop.stop()).toBe(0)
    await expectSoundBooks(shop)
  })
})
