import { present } from '@jishi/kernel/assert'
import { addDays } from '@jishi/kernel/time'
import { Database } from '../infra/database/database.js'
import { MediaFacade } from '../modules/media/index.js'
import { SettingsFacade } from '../modules/settings/index.js'
import { keepPictures, readyPicture } from './demo-pictures.js'
import type { DemoStep } from './demo-step.js'
import { openingTime } from './plan.js'
import { categoriesThere } from './what-is-there.js'

const SEEDER = { kind: 'system', name: 'demo' } as const

/** The name over the door and the banners behind it. A shop whose operator has changed either keeps the change. */
export const seedHome: DemoStep = {
  name: '首页与店铺资料',
  async run({ app, clock, shop, plan }) {
    const database = app.get(Database)
    const settings = app.get(SettingsFacade)
    const media = app.get(MediaFacade)
    const decorated = addDays(openingTime(plan), -1)
    const [shopVersion, homeVersion] = await Promise.all([
      settings.read(database, 'shop').then(({ version }) => version),
      settings.read(database, 'home').then(({ version }) => version),
    ])
    if (shopVersion === 0) {
      await clock.at(decorated, () => database.transaction((tx) => settings.change(tx, SEEDER, 'shop', shop.shop, 0)))
    }
    if (homeVersion !== 0) return
    const categories = await categoriesThere(
      database,
      shop.categories.map(({ code }) => code),
    )
    const ready = await Promise.all(shop.banners.map(({ picture }) => readyPicture(shop.pictures, picture)))
    await clock.at(decorated, () =>
      database.transaction(async (tx) => {
        const pictureIds = await keepPictures(tx, media, ready, 'banner')
        const banners = shop.banners.map(({ code, title, kicker, tag, ink, category }, position) => {
          const pictureId = present(pictureIds[position], `the picture of banner ${code}`)
          const id = present(categories.get(category), category)
          return { id: code, title, kicker, tag, ink, pictureId, link: { kind: 'category' as const, id } }
        })
        await settings.change(tx, SEEDER, 'home', { banners }, 0)
      }),
    )
  },
}
