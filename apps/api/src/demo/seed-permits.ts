import { present } from '@jishi/kernel/assert'
import { addDays } from '@jishi/kernel/time'
import { Database } from '../infra/database/database.js'
import { CatalogFacade } from '../modules/catalog/index.js'
import { MediaFacade } from '../modules/media/index.js'
import { keepPictures, readyPicture } from './demo-pictures.js'
import type { DemoStep } from './demo-step.js'
import { openingTime } from './plan.js'
import { permitsThere } from './what-is-there.js'

const SEEDER = { kind: 'system', name: 'demo' } as const
const DAYS_BEFORE_OPENING = 10

/** The papers on the wall, each plainly marked as a demonstration. */
export const seedPermits: DemoStep = {
  name: '证照',
  async run({ app, clock, shop, plan }) {
    const database = app.get(Database)
    const catalog = app.get(CatalogFacade)
    const media = app.get(MediaFacade)
    const numbers = shop.permits.map(({ number }) => number)
    const there = await permitsThere(database, numbers)
    const begun = addDays(openingTime(plan), -DAYS_BEFORE_OPENING)
    for (const { picture, ...permit } of shop.permits) {
      if (there.has(permit.number)) continue
      const ready = await readyPicture(shop.pictures, picture)
      await clock.at(begun, () =>
        database.transaction(async (tx) => {
          const [id] = await keepPictures(tx, media, [ready], 'permit')
          await catalog.savePermit(tx, SEEDER, { ...permit, pictureId: present(id, picture) })
        }),
      )
    }
  },
}
