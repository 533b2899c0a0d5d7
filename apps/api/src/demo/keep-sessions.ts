import type { INestApplicationContext } from '@nestjs/common'
import type { SeckillBody } from '@jishi/contracts/seckill/seckill-desk.schema'
import { isDomainError } from '@jishi/kernel/errors'
import { addHours, addMs, hourMs, isoOf, minuteMs, startOfShopDay, type Clock, type Instant } from '@jishi/kernel/time'
import { Database } from '../infra/database/database.js'
import { CatalogFacade } from '../modules/catalog/index.js'
import { InventoryFacade } from '../modules/inventory/index.js'
import { SeckillFacade } from '../modules/seckill/index.js'
import { externalCodeOf, parcelled, type DemoShop } from './shop-files.js'
import { sessionsThere, skusThere } from './what-is-there.js'

const SEEDER = { kind: 'system', name: 'demo' } as const
export const SLOT_HOURS = 4
const AHEAD_SLOTS = 6
/** The one that is on begins in a moment: nothing is armed that has begun already. */
const BEGINS_IN_MS = 2_000
const GOODS_EACH = 6
const UNITS = 20
/** Off what everybody was offered at the lowest in the last seven days. */
const SHARE_LEFT = 0.68
const SHORTEST_MS = 30 * minuteMs

interface Offered {
  readonly skuId: string
  readonly priceFen: number
  readonly available: number
}

/** Prices end in 90 or 99 like those of a shop. */
const niceFen = (fen: number): number =>
  Math.max(1, fen < 1_000 ? Math.floor(fen / 10) * 10 : Math.floor(fen / 100) * 100 - 10)

/** The hottest goods that go into a parcel, with a price that is lower than all of the last days and no lower than their floor. */
export const offeredOf = async (
  app: INestApplicationContext,
  { products }: DemoShop,
  now: Instant,
): Promise<Offered[]> => {
  const [database, catalog] = [app.get(Database), app.get(CatalogFacade)]
  const hottest = [...parcelled(products)].sort((left, right) => right.heat - left.heat)
  const codes = hottest.map(({ code }) => externalCodeOf(code, 0))
  const ids = await skusThere(database, codes)
  const skuIds = codes.flatMap((code) => ids.get(code) ?? [])
  const offered = await catalog.offeredLately(database, skuIds, now)
  const available = await app.get(InventoryFacade).reservable(database, skuIds)
  const floors = new Map((await catalog.floorsOf(database, skuIds)).map(({ skuId, floorFen }) => [skuId, floorFen]))
  return skuIds.flatMap((skuId) => {
    const priceFen = niceFen((offered.get(skuId)?.lowestFen ?? 0) * SHARE_LEFT)
    const fits = priceFen > 100 && priceFen >= (floors.get(skuId) ?? 0)
    return fits ? [{ skuId, priceFen, available: available.get(skuId) ?? 0 }] : []
  })
}

/** The beginning of the slot that a moment lies in. */
export const slotOf = (at: Instant): Instant => {
  const first = startOfShopDay(at)
  return addHours(first, Math.floor((at - first) / (SLOT_HOURS * hourMs)) * SLOT_HOURS)
}

/** Sessions of four hours, round the clock: what is left of the one that is on, and the next ones. */
const slotsOf = (now: Instant): { startsAt: Instant; endsAt: Instant }[] => {
  const slots = Array.from({ length: AHEAD_SLOTS }, (_, place) => {
    const startsAt = addHours(slotOf(now), place * SLOT_HOURS)
    return { startsAt: place === 0 ? addMs(now, BEGINS_IN_MS) : startsAt, endsAt: addHours(startsAt, SLOT_HOURS) }
  })
  return slots.filter(({ startsAt, endsAt }) => endsAt - startsAt >= SHORTEST_MS)
}

const NAMES = ['夜猫场', '早市场', '上午场', '午后场', '晚市场', '夜场']
export const nameOf = (endsAt: Instant): string => {
  const slot = Math.round((endsAt - startOfShopDay(addMs(endsAt, -1))) / (SLOT_HOURS * hourMs)) - 1
  return NAMES[slot] ?? '秒杀场'
}

/** Each slot has other goods, taken in turn, so that no tab looks like the one before. */
export const goodsOf = (offered: readonly Offered[], endsAt: Instant): SeckillBody['items'] => {
  const turn = Math.floor(endsAt / (SLOT_HOURS * hourMs))
  const from = (turn * GOODS_EACH) % Math.max(1, offered.length)
  const turned = [...offered.slice(from), ...offered.slice(0, from)]
  return turned
    .filter(({ available }) => available >= UNITS * AHEAD_SLOTS)
    .slice(0, GOODS_EACH)
    .map(({ skuId, priceFen }, place) => ({ skuId, priceFen, total: UNITS - place, perMember: place === 0 ? 2 : 1 }))
}

/** The demo shop always has a flash sale that is on and some that come, whenever it was last started. */
export const keepSessions = async (app: INestApplicationContext, clock: Clock, shop: DemoShop): Promise<void> => {
  const now = clock.now()
  const database = app.get(Database)
  const there = await sessionsThere(database, isoOf(now))
  const missing = slotsOf(now).filter(({ endsAt }) => !there.has(endsAt))
  if (missing.length === 0) return
  const offered = await offeredOf(app, shop, now)
  for (const { startsAt, endsAt } of missing) {
    const items = goodsOf(offered, endsAt)
    if (items.length === 0) return
    const times = { warmUpAt: isoOf(now), startsAt: isoOf(startsAt), endsAt: isoOf(endsAt) }
    await openSession(app, { name: nameOf(endsAt), ...times, payWithinMinutes: 10, proofBits: 0, items })
  }
}

/** An operator of the demo shop may have planned the same goods: theirs stay, ours are left out. */
export const openSession = async (app: INestApplicationContext, body: SeckillBody): Promise<void> => {
  const seckill = app.get(SeckillFacade)
  try {
    await app.get(Database).transaction(async (tx) => {
      await seckill.arm(tx, SEEDER, await seckill.create(tx, SEEDER, body))
    })
  } catch (error) {
    if (!isDomainError(error)) throw error
  }
}
