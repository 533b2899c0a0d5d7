import { Database } from '../infra/database/database.js'
import type { Instant } from '@jishi/kernel/time'
import { DemoClock } from './demo-clock.js'
import { readDemoRecord, writeDemoRecord, type DemoRecord } from './demo-file.js'
import type { DemoContext, DemoStep, DemoWork } from './demo-step.js'
import { keepSessions } from './keep-sessions.js'
import { openWorkshop } from './workshop.js'
import { planOrders, type PlannedOrder } from './plan.js'
import { seedAssortment } from './seed-assortment.js'
import { seedCategories, seedProducts } from './seed-catalog.js'
import { seedCoupons } from './seed-coupons.js'
import { seedHome } from './seed-home.js'
import { newDemoOperators, seedOperators } from './seed-operators.js'
import { seedOffers } from './seed-offers.js'
import { seedOrders } from './seed-orders.js'
import { seedSale } from './seed-sale.js'
import { seedPeople, seedReturns } from './seed-people.js'
import { seedPermits } from './seed-permits.js'
import { seedSearch } from './seed-search.js'
import { seedStock } from './seed-stock.js'
import { externalCodeOf, parcelled, readDemoShop, type DemoShop } from './shop-files.js'
import { productsThere } from './what-is-there.js'

export type { DemoContext, DemoStep, DemoWork } from './demo-step.js'

const DAYS = 90
const ORDERS = 1_000
const SEED = 20_260_522

/** The parts in the order in which they build on each other. */
const STEPS: readonly DemoStep[] = [
  seedOperators,
  seedPermits,
  seedCategories,
  seedProducts,
  seedAssortment,
  seedStock,
  seedHome,
  seedPeople,
  seedCoupons,
  seedOrders,
  seedSale,
  seedSearch,
  seedReturns,
  seedOffers,
]

export interface DemoOptions {
  readonly orders?: number
  readonly clock?: DemoClock
}

/**
 * Fills an empty shop through the same use cases that everybody else calls: goods, people and ninety days of orders up
 * to now. Killed in the middle it goes on where it stopped; finished it costs a query, and what the clock has
 * used up of its flash sales.
 */
export const seedDemo = async (context: DemoContext, options: DemoOptions = {}): Promise<void> => {
  const { config, app, clock, onProgress } = context
  const { orders = ORDERS, clock: times = new DemoClock() } = options
  const shop = readDemoShop()
  const earlier = readDemoRecord(config.dataDir)
  if (earlier?.finishedAt !== undefined && (await isThere(app.get(Database), shop)))
    return keepSessions(app, clock, shop)
  const record = unfinished(earlier, clock.now())
  writeDemoRecord(config.dataDir, record)
  const workshop = await openWorkshop(config, times)
  try {
    const work: DemoWork = { app: workshop, clock: times, onProgress, shop, record, plan: planOf(shop, record, orders) }
    for (const step of STEPS) {
      onProgress(`演示店铺：${step.name}`)
      await step.run(work)
    }
  } finally {
    await workshop.close()
  }
  await keepSessions(app, clock, shop)
  writeDemoRecord(config.dataDir, { ...record, finishedAt: clock.now() })
}

/** The record to work by: a killed seeding goes on with its own plan and passwords. */
const unfinished = (earlier: DemoRecord | undefined, now: Instant): DemoRecord => ({
  livedUntil: earlier?.livedUntil ?? now,
  operators: earlier?.operators ?? newDemoOperators(),
})

/** The record may outlive its database, an external one that was emptied for example. */
const isThere = async (database: Database, { products }: DemoShop): Promise<boolean> => {
  const codes = products.map(({ code }) => code)
  return (await productsThere(database, codes)).size > 0
}

const planOf = ({ products, people }: DemoShop, { livedUntil }: DemoRecord, orders: number): PlannedOrder[] =>
  planOrders({
    ...{ now: livedUntil, seed: SEED, days: DAYS, orders, members: people.length },
    // The ninety days were lived by parcels: what is not sent is there to be tried.
    products: parcelled(products).map(({ code, category, heat, skus }) => ({
      ...{ code, category, heat },
      // What the files call sold out was never delivered, so nobody has bought it.
      skus: skus.flatMap(({ priceFen, stock }, position) =>
        stock === 0 ? [] : [{ externalCode: externalCodeOf(code, position), priceFen }],
      ),
    })),
  })
