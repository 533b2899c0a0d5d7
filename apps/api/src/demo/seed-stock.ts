import { present } from '@jishi/kernel/assert'
import { Database } from '../infra/database/database.js'
import { InventoryFacade, type Receipt } from '../modules/inventory/index.js'
import type { DemoStep, DemoWork } from './demo-step.js'
import { demandOf, openingTime } from './plan.js'
import { externalCodeOf } from './shop-files.js'
import { skusThere } from './what-is-there.js'

const REFERENCE = 'demo-opening'

/**
 * One delivery before the doors open, so large that after ninety days of orders about as much is left as the files
 * say. What the files call sold out is never delivered.
 */
const deliveries = ({ shop, plan }: DemoWork): { externalCode: string; qty: number }[] => {
  const demand = demandOf(plan)
  return shop.products.flatMap(({ code, kind, skus }) =>
    (kind === 'card_secret' ? [] : skus).flatMap(({ stock }, position) => {
      const externalCode = externalCodeOf(code, position)
      const { taken, asked } = demand.get(externalCode) ?? { taken: 0, asked: 0 }
      const qty = Math.max(stock + taken, asked)
      return qty > 0 ? [{ externalCode, qty }] : []
    }),
  )
}

/** Goods that are codes have as many in stock as codes were entered; entered again the same ones count once. */
const enterCodes = async ({ app, clock, shop, plan }: DemoWork): Promise<void> => {
  const database = app.get(Database)
  const coded = shop.products
    .filter(({ kind }) => kind === 'card_secret')
    .flatMap(({ code, skus }) => skus.map(({ stock }, position) => ({ code: externalCodeOf(code, position), stock })))
  const ids = await skusThere(
    database,
    coded.map(({ code }) => code),
  )
  await clock.at(openingTime(plan), () =>
    database.transaction(async (tx) => {
      for (const { code, stock } of coded) {
        const rows = Array.from({ length: stock }, (_, nth) => ({ row: nth + 1, text: codeText(code, nth + 1) }))
        const batch = { id: `${REFERENCE}-${code}`, skuId: present(ids.get(code), code), batch: '开店首批', rows }
        await app.get(InventoryFacade).enterSecrets(tx, batch)
      }
    }),
  )
}

/** Nothing anybody could use anywhere, and it says so. */
const codeText = (code: string, nth: number): string => `DEMO-${code.toUpperCase()}-${String(nth).padStart(4, '0')}`

export const seedStock: DemoStep = {
  name: '开店备货',
  async run(work) {
    const database = work.app.get(Database)
    const inventory = work.app.get(InventoryFacade)
    const wanted = deliveries(work)
    const skus = await skusThere(
      database,
      wanted.map(({ externalCode }) => externalCode),
    )
    const receipts = wanted.map(({ externalCode, qty }): Receipt => {
      return { skuId: present(skus.get(externalCode), externalCode), qty, reference: REFERENCE }
    })
    // A delivery counts once by its reference, so a second seeding brings nothing.
    await work.clock.at(openingTime(work.plan), () => database.transaction((tx) => inventory.receiveAll(tx, receipts)))
    await enterCodes(work)
  },
}
