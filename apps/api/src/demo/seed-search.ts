import { Database } from '../infra/database/database.js'
import { PostgresSearch } from '../modules/shopfront/index.js'
import type { DemoStep } from './demo-step.js'
import { productsThere } from './what-is-there.js'

/** The goods can be found before the first visitor comes; afterwards events keep the search true. */
export const seedSearch: DemoStep = {
  name: '搜索索引',
  async run({ app, shop }) {
    const database = app.get(Database)
    const codes = shop.products.map(({ code }) => code)
    const there = await productsThere(database, codes)
    await database.transaction((tx) => app.get(PostgresSearch).index(tx, [...there.values()].sort()))
  },
}
