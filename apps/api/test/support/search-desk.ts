import { PostgresSearch } from '../../src/modules/shopfront/index.js'
import type { TestApp } from './test-app.js'

/** Brings the search's copy up to date with everything that was made, as the events would a moment later. */
export const indexAll = async (shop: TestApp): Promise<void> => {
  const rows = await shop.database.rows<{ id: string }>('select id from spus order by id')
  await shop.database.transaction((tx) =>
    shop.get(PostgresSearch).index(
      tx,
      rows.map(({ id }) => id),
    ),
  )
}
