import { newId, type Id } from '@jishi/kernel/id'
import { fen } from '@jishi/kernel/money'
import { addDays, type Instant } from '@jishi/kernel/time'
import { DomainError } from '@jishi/kernel/errors'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CouponsFacade } from '../../src/modules/promotion/index.js'
import { claim, heldBy, launched, sleeplessPeople, type SleeplessPeople } from '../support/coupon-desk.js'
import type { ShopClient, Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let people: SleeplessPeople
let owner: ShopClient
let coupons: CouponsFacade

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE, worker: false })
  people = sleeplessPeople(shop, '138005')
  owner = people.operator()
  coupons = shop.get(CouponsFacade)
})
afterAll(() => shop.close())

const newOrder = (): Id<'order'> => newId<'order'>(shop.clock)
const lock = (who: Shopper, orderId: string, ids: readonly string[], at: Instant = shop.clock.now()) =>
  shop.database.transaction((tx) =>
    coupons.lock(tx, {
      ...{ orderId, memberId: who.memberId, at, payableFen: fen(6_900) },
      uses: ids.map((couponId) => ({ couponId, amountFen: fen(1_000) })),
    }),
  )
const use = (orderId: string) => shop.database.transaction((tx) => coupons.use(tx, orderId, shop.clock.now()))
const giveBack = (orderId: string) => shop.database.transaction((tx) => coupons.giveBack(tx, orderId, shop.clock.now()))
const held = (who: Shopper, ids?: readonly string[]) =>
  coupons.held(shop.database, { memberId: who.memberId, at: shop.clock.now(), ids })
const refusal = async (action: Promise<unknown>): Promise<{ code: string; details: unknown }> => {
  try {
    await action
  } catch (error) {
    if (error instanceof DomainError) return { code: error.code, details: error.details }
    throw error
  }
  return expect.unreachable('it was not refused') as never
}
const stateOf = async (who: Shopper, id: string) =>
  (await who.api.coupons.mine({ query: {} })).items.find((coupon) => coupon.id === id)

describe('what a price may look at', () => {
  it('are the coupons that are free, those that end first, in one statement', async () => {
    const ann = await people.someone()
    const late = await launched(shop, owner, { validDays: 9, exclusive: true })
    const soon = await launched(shop, owner, {
      kind: 'percent',
      amountFen: null,
      offBp: 1_500,
      capFen: 2_000,
      validDays: 2,
    })
    const [first, second] = [await claim(ann, late.id), await claim(ann, soon.id)]
    const before = shop.database.statements.total
    const found = await held(ann)
    expect(shop.database.statements.total - before).toBe(1)
    expect(found.map(({ facts }) => facts.id)).toEqual([second.id, first.id])
    expect(found[0]?.facts).toMatchObject({
      kind: 'percent',
      amountFen: null,
      offBp: 1_500,
      capFen: 2_000,
      scope: { all: true },
    })
    expect(found[0]?.view('zh')).toEqual(second)
    await lock(ann, newOrder(), [second.id])
    expect((await held(ann)).map(({ facts }) => facts.id)).toEqual([first.id])
    shop.clock.set(addDays(shop.clock.now(), 10))
    expect(await held(ann)).toEqual([])
  })

  it('are exactly those named: over ones too, nobody else’s, and none that an order has', async () => {
    const [ann, ben] = [await people.someone(), await people.someone()]
    const { id } = await launched(shop, owner, { perMember: 2 })
    const [one, two] = [await claim(ann, id), await claim(ann, id)]
    expect((await held(ann, [one.id])).map(({ facts }) => facts.id)).toEqual([one.id])
    expect(await held(ann, [])).toEqual([])
    expect((await refusal(held(ben, [one.id]))).code).toBe('NOT_FOUND')
    expect((await refusal(held(ann, [one.id, newId<'coupon'>(shop.clock)]))).code).toBe('NOT_FOUND')
    await lock(ann, newOrder(), [two.id])
    expect(await refusal(held(ann, [one.id, two.id]))).toEqual({
      code: 'COUPON_NOT_USABLE',
      details: { couponIds: [two.id] },
    })
    shop.clock.set(addDays(shop.clock.now(), 8))
    expect((await held(ann, [one.id])).map(({ view }) => view('zh').state)).toEqual(['expired'])
  })
})

describe('an order', () => {
  it('locks a coupon, uses it when it is paid, and says so to its holder', async () => {
    const ann = await people.someone()
    const { id } = await claim(ann, (await launched(shop, owner)).id)
    const orderId = newOrder()
    await lock(ann, orderId, [id])
    expect(await stateOf(ann, id)).toMatchObject({ state: 'locked', orderId })
    expect(await heldBy(ann)).toMatchObject([{ id, state: 'locked' }])
    await use(orderId)
    await use(orderId)
    expect(await stateOf(ann, id)).toMatchObject({ state: 'used', orderId })
    expect((await ann.api.coupons.mine({ query: { state: 'used' } })).items).toMatchObject([{ id }])
    await giveBack(orderId)
    expect(await stateOf(ann, id)).toMatchObject({ state: 'used' })
    const { templateId } = (await stateOf(ann, id)) ?? { templateId: '' }
    expect(await owner.coupons.figures({ params: { id: templateId } })).toMatchObject({
      ...{ used: 1, held: 0, discountFen: 1_000, salesFen: 6_900 },
      days: [{ issued: 1, used: 1, discountFen: 1_000, salesFen: 6_900 }],
    })
  })

  it('gives it back when it closes unpaid, with the days it had', async () => {
    const ann = await people.someone()
    const coupon = await claim(ann, (await launched(shop, owner)).id)
    const orderId = newOrder()
    await lock(ann, orderId, [coupon.id])
    await giveBack(orderId)
    await giveBack(orderId)
    expect(await stateOf(ann, coupon.id)).toEqual(coupon)
    await lock(ann, newOrder(), [coupon.id])
    const again = await claim(ann, (await launched(shop, owner)).id)
    const next = newOrder()
    await lock(ann, next, [again.id])
    shop.clock.set(addDays(shop.clock.now(), 8))
    // Who holds it in an unpaid order keeps it past its end; who gets it back does not.
    expect(await stateOf(ann, again.id)).toMatchObject({ state: 'locked' })
    await giveBack(next)
    expect(await stateOf(ann, again.id)).toMatchObject({ state: 'expired', untilAt: again.untilAt })
  })

  it('takes all of its coupons or none: not another’s, not another order’s, not one out of its days', async () => {
    const [ann, ben] = [await people.someone(), await people.someone()]
    const template = await launched(shop, owner, { perMember: 3 })
    const [one, two] = [await claim(ann, template.id), await claim(ann, template.id)]
    const foreign = await claim(ben, template.id)
    const unusable = async (ids: string[], at?: Instant) => refusal(lock(ann, newOrder(), ids, at))
    expect(await unusable([one.id, foreign.id])).toEqual({
      code: 'COUPON_NOT_USABLE',
      details: { couponIds: [foreign.id] },
    })
    expect(await stateOf(ann, one.id)).toMatchObject({ state: 'held' })
    await lock(ann, newOrder(), [one.id])
    expect((await unusable([one.id, two.id])).details).toEqual({ couponIds: [one.id] })
    expect((await unusable([two.id], addDays(shop.clock.now(), 7))).code).toBe('COUPON_NOT_USABLE')
    expect((await unusable([two.id], addDays(shop.clock.now(), -1))).code).toBe('COUPON_NOT_USABLE')
    await lock(ann, newOrder(), [two.id])
  })
})
