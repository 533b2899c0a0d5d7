import { present } from '@jishi/kernel/assert'
import { addDays } from '@jishi/kernel/time'
import { Database } from '../infra/database/database.js'
import type { Tx } from '../infra/database/sql.js'
import { MediaFacade } from '../modules/media/index.js'
import { SettingsFacade } from '../modules/settings/index.js'
import { keepPictures, readyPicture } from './demo-pictures.js'
import type { DemoStep } from './demo-step.js'
import { openingTime } from './plan.js'
import { categoriesThere } from './what-is-there.js'

const SEEDER = { kind: 'system', name: 'demo' } as const

/** The name over the door, where returned goods go, and the banners. A shop whose operator has changed one of them keeps the change. */
export const seedHome: DemoStep = {
  name: '首页与店铺资料',
  async run({ app, clock, shop, plan }) {
    const database = app.get(Database)
    const settings = app.get(SettingsFacade)
    const media = app.get(MediaFacade)
    const decorated = addDays(openingTime(plan), -1)
    const { returnAddress, ...named } = shop.shop
    const [ofShop, ofOrder, ofHome] = await Promise.all([
      settings.read(database, 'shop'),
      settings.read(database, 'order'),
      settings.read(database, 'home'),
    ])
    const write = (work: (tx: Tx) => Promise<number>): Promise<number> =>
      clock.at(decorated, () => database.transaction(work))
    if (ofShop.version === 0) await write((tx) => settings.change(tx, SEEDER, 'shop', named, 0))
    if (ofOrder.version === 0)
      await write((tx) => settings.change(tx, SEEDER, 'order', { ...ofOrder.value, returnAddress }, 0))
    if (ofHome.version !== 0) return
    const categories = await categoriesThere(
      database,
      shop.categories.map(({ code }) => code),
    )
    const ready = await Promise.all(shop.banners.map(({ picture }) => readyPicture(shop.pictures, picture)))
    await write(async (tx) => {
      const pictureIds = await keepPictures(tx, media, ready, 'banner')
      const banners = shop.banners.map(({ code, title, kicker, tag, ink, category }, position) => {
        const pictureId = present(pictureIds[position], `the picture of banner ${code}`)
        const id = present(categories.get(category), category)
        return { id: code, title, kicker, tag, ink, pictureId, link: { kind: 'category' as const, id } }
      })
      return settings.change(tx, SEEDER, 'home', { ...ofHome.value, banners }, 0)
    })
  },
}
