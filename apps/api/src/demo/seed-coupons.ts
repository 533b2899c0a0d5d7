import type { CouponTemplateBody } from '@jishi/contracts/promotion/coupons.schema'
import { present } from '@jishi/kernel/assert'
import { DomainError } from '@jishi/kernel/errors'
import { addDays, isoOf, type Instant } from '@jishi/kernel/time'
import { Database } from '../infra/database/database.js'
import { CouponsFacade } from '../modules/promotion/index.js'
import type { DemoStep, DemoWork } from './demo-step.js'
import { buyersOf } from './seed-people.js'
import { categoriesThere, couponTemplatesThere } from './what-is-there.js'

const SEEDER = { kind: 'system', name: 'demo' } as const
const DAYS_OPEN = 60
const NOTHING = { spuIds: [], categoryIds: [], brandIds: [] }
const EVERYTHING = { all: true, named: NOTHING, excluded: NOTHING }
const NO_TERMS = { amountFen: null, offBp: null, capFen: null, thresholdFen: 0, exclusive: false, platforms: null }
const CLAIMED = { way: 'claim', listed: true, total: 5_000, perMember: 1 } as const

/** The coupons of the shop: a pack for new members, and what hangs in the coupon centre. */
const templatesOf = (fruitId: string, now: Instant): CouponTemplateBody[] => {
  const fruit = { all: false, named: { ...NOTHING, categoryIds: [fruitId] }, excluded: NOTHING }
  const days = { claimFromAt: isoOf(now), claimUntilAt: isoOf(addDays(now, DAYS_OPEN)) }
  const for14 = { useFromAt: null, useUntilAt: null, validDays: 14 }
  const forNew = { way: 'new_member', listed: false, total: 100_000, perMember: 1 } as const
  return [
    {
      ...NO_TERMS,
      ...days,
      ...for14,
      ...forNew,
      name: '新人礼包',
      kind: 'amount',
      amountFen: 800,
      thresholdFen: 4_900,
      scope: EVERYTHING,
    },
    {
      ...NO_TERMS,
      ...days,
      ...for14,
      ...CLAIMED,
      name: '水果券',
      kind: 'amount',
      amountFen: 1_000,
      thresholdFen: 7_900,
      scope: fruit,
    },
    {
      ...NO_TERMS,
      ...days,
      ...for14,
      ...CLAIMED,
      name: '全场折扣券',
      kind: 'percent',
      offBp: 1_500,
      capFen: 2_000,
      scope: EVERYTHING,
    },
    { ...NO_TERMS, ...days, ...for14, ...CLAIMED, name: '免运费券', kind: 'shipping', perMember: 2, scope: EVERYTHING },
  ]
}

/** Given out from the day the shop is shown. Who joined before gets the pack when the shop opens and hears of it. */
export const seedCoupons: DemoStep = {
  name: '优惠券',
  async run(work) {
    const { app, clock, record } = work
    const database = app.get(Database)
    const coupons = app.get(CouponsFacade)
    const fruitId = present((await categoriesThere(database, ['fruit'])).get('fruit'), 'the category of fruit')
    const wanted = templatesOf(fruitId, record.livedUntil)
    const names = wanted.map(({ name }) => name)
    const there = await couponTemplatesThere(database, names)
    for (const template of wanted.filter(({ name }) => !there.has(name))) {
      await clock.at(record.livedUntil, () => database.transaction((tx) => coupons.launchNew(tx, SEEDER, template)))
    }
    const claimable = await couponTemplatesThere(database, names.slice(1))
    await claimSome(work, [...claimable.values()])
  },
}

/** Every second member took what hangs there, in turn one, two or three of it. */
const claimSome = async (work: DemoWork, templateIds: readonly string[]): Promise<void> => {
  const { app, clock, record } = work
  const coupons = app.get(CouponsFacade)
  for (const [position, { memberId }] of (await buyersOf(work)).entries()) {
    if (position % 2 === 1) continue
    for (const templateId of templateIds.slice((position / 2) % templateIds.length)) {
      await clock
        .at(record.livedUntil, () => app.get(Database).transaction((tx) => coupons.claim(tx, memberId, templateId)))
        .catch(unlessThere)
    }
  }
}

/** An earlier seeding that was killed came as far as this one. */
const unlessThere = (error: unknown): void => {
  if (!(error instanceof DomainError && error.code === 'COUPON_LIMIT')) throw error
}
