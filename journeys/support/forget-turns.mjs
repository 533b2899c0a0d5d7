import pg from 'pg'
import { withDatabase } from '../../apps/api/dist/src/infra/postgres/with-database.js'

/** Every sweep has its turn as soon as the shop opens again, however little real time has passed since the last one. */
await withDatabase(async (connectionString) => {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    await client.query('delete from sweep_leases')
  } finally {
    await client.end()
  }
})
