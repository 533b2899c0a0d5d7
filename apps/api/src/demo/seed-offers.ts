import type { OfferBody, OfferRuleBody } from '@jishi/contracts/promotion/offers.schema'
import { present } from '@jishi/kernel/assert'
import { idOf } from '@jishi/kernel/id'
import { addDays, isoOf, type Instant } from '@jishi/kernel/time'
import type { OperatorActor } from '../infra/auth/actor.js'
import { Database } from '../infra/database/database.js'
import { OffersFacade } from '../modules/promotion/index.js'
import type { DemoStep, DemoWork } from './demo-step.js'
import { externalCodeOf } from './shop-files.js'
import { categoriesThere, offersThere, operatorsThere, skusThere } from './what-is-there.js'

const OWNER = 'owner'
const GIFT = externalCodeOf('drink-sparkling', 0)
const NOTHING = { spuIds: [], categoryIds: [], brandIds: [] }
const EVERYTHING = { all: true, named: NOTHING, excluded: NOTHING }
const inCategory = (id: string) => ({ all: false, named: { ...NOTHING, categoryIds: [id] }, excluded: NOTHING })

const less = (from: number, fen: number): OfferRuleBody => ({
  ...{ kind: 'full_reduction', measure: 'amount', tiers: [{ from, off: { fen } }] },
  ...{ repeat: false, maxTimes: null, capFen: null },
})

const idIn = (ids: ReadonlyMap<string, string>, name: string): string => present(ids.get(name), name)

/** Three that run from the day the shop is shown, and one that waits in the calendar. */
const offersOf = async ({ app, record }: DemoWork): Promise<OfferBody[]> => {
  const database = app.get(Database)
  const categories = await categoriesThere(database, ['fruit', 'bakery'])
  const gifts = await skusThere(database, [GIFT])
  const terms = { platforms: null, totalLimit: null, memberLimit: null }
  const days = (from: number, until: number) => ({
    fromAt: day(record.livedUntil, from),
    untilAt: day(record.livedUntil, until),
  })
  return [
    {
      ...{ ...terms, ...days(0, 45), name: '鲜果满 99 减 20', campaign: '鲜果季', priority: 10 },
      ...{ scope: inCategory(idIn(categories, 'fruit')), rule: less(9_900, 2_000) },
    },
    {
      ...{ ...terms, ...days(0, 30), name: '乳品烘焙第 2 件半价', campaign: null, priority: 20 },
      ...{ scope: inCategory(idIn(categories, 'bakery')), rule: { kind: 'nth_piece', nth: 2, offBp: 5_000 } },
    },
    {
      ...{ ...terms, ...days(0, 60), name: '满 159 送气泡水', campaign: '年末感谢', priority: 30, memberLimit: 3 },
      scope: EVERYTHING,
      rule: { kind: 'gift', measure: 'amount', from: 15_900, gifts: [{ skuId: idIn(gifts, GIFT), qty: 1 }] },
    },
    {
      ...{ ...terms, ...days(7, 10), name: '全场满 199 减 40', campaign: '周末大促', priority: 5, totalLimit: 2_000 },
      ...{ scope: EVERYTHING, rule: less(19_900, 4_000) },
    },
  ]
}

const day = (from: Instant, days: number): string => isoOf(addDays(from, days))

/** Drafted and launched by the owner, after the ninety days were lived without them. */
export const seedOffers: DemoStep = {
  name: '促销活动',
  async run(work) {
    const { app, clock, record } = work
    const database = app.get(Database)
    const offers = app.get(OffersFacade)
    const wanted = await offersOf(work)
    const there = await offersThere(
      database,
      wanted.map(({ name }) => name),
    )
    const owner = idIn(await operatorsThere(database, [OWNER]), OWNER)
    const permissions = new Set(['promotion.write'])
    const operator: OperatorActor = {
      ...{ kind: 'operator', operatorId: idOf(owner), sessionId: 'demo', displayName: OWNER, permissions },
    }
    for (const offer of wanted.filter(({ name }) => !there.has(name))) {
      await clock.at(record.livedUntil, () =>
        database.transaction(async (tx) => offers.launch(tx, operator, await offers.draft(tx, operator, offer), 1)),
      )
    }
  },
}
