import './launch/shop-time.js'
import 'reflect-metadata'
import { ConfigProblem, loadConfig } from './infra/config/config.js'
import { drain } from './infra/http/create-http-app.js'
import { openHealth, openShop, prepareDatabase } from './launch/open-shop.js'
import { stopInOrder } from './launch/stopping.js'

/** Time for load balancers to see that we are leaving. */
const GRACE_MS = 3_000

/** The HTTP process of a real shop; jobs and timers run in `worker.ts`. */
const run = async (): Promise<void> => {
  const config = loadConfig(process.env)
  if (config.databaseUrl === '') throw new ConfigProblem(['DATABASE_URL is required: only npm start brings a database'])
  await prepareDatabase(config)
  const app = await openShop(config)
  stopInOrder(() => [
    { name: 'the balance of requests', run: () => drain(app, GRACE_MS) },
    { name: 'the shop', run: () => app.close() },
  ])
  openHealth(app)
  console.log(`ready http://${config.host}:${config.port}`)
}

run().catch((error: unknown) => {
  console.error(error instanceof ConfigProblem ? error.message : error)
  process.exit(1)
})
