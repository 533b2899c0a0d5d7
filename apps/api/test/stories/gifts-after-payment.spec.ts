import type { PayGiftBody } from '@jishi/contracts/promotion/pay-gifts.schema'
import { addDays, isoOf } from '@jishi/kernel/time'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { codeOf, expectSoundShop, freshKey, operatorOf, pay, placeNow } from '../support/buying.js'
import { launched as launchedCoupon } from '../support/coupon-desk.js'
import { giftCoupon, giftOf, giftsOf, launchedGift, turned } from '../support/gift-desk.js'
import { MadeGoods } from '../support/made-goods.js'
import { only } from '../support/offer-desk.js'
import { arrive, cancelPieces } from '../support/shop-desk.js'
import { shopperOf, type ShopClient, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let operator: ShopClient
let ann: Shopper
let goods: { spuId: string; skuId: string }
let shoppers = 0

const made = async (priceFen = 8_000) => {
  const { spuId, skus } = await new MadeGoods(shop).product({ pricesFen: [priceFen], stock: 99 })
  return { spuId, skuId: skus[0]?.skuId ?? '' }
}

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  operator = await operatorOf(shop)
})
afterAll(() => shop.close())
beforeEach(async () => {
  ann = await shopperOf(shop, `138000374${String((shoppers += 1)).padStart(2, '0')}`)
  goods = await made()
})

/** Nobody reaches its threshold here, so that an order takes it only where a test is about that. */
const UNUSABLE = { thresholdFen: 900_000 }

/** A rule for the goods of this test alone, so that no test meets another's. */
const ruleFor = async (over: Partial<PayGiftBody> = {}, templateId?: string) => {
  const scope = only({ spuIds: [goods.spuId] })
  const template = templateId ?? (await giftCoupon(shop, operator, UNUSABLE))
  return launchedGift(operator, giftOf(shop, template, { scope, ...over }))
}
const order = async (qty: number, skuId = goods.skuId, who = ann) => placeNow(who, [{ skuId, qty }])
const paid = async (qty: number, skuId = goods.skuId, who = ann) => {
  const placed = await order(qty, skuId, who)
  await pay(shop, who, placed.id)
  return placed
}
const couponState = async (id: string): Promise<string | undefined> =>
  (await ann.api.coupons.mine({ query: {} })).items.find((one) => one.id === id)?.state
const giftIn = async (orderId: string) => {
  const { settled, items } = await giftsOf(ann, orderId)
  expect(settled).toBe(true)
  return items
}
/** All of it, or so many pieces of its first line. */
const cancel = async (placed: Awaited<ReturnType<typeof order>>, qty?: number) => {
  const lines = qty === undefined ? undefined : [{ lineId: placed.lines[0]?.id ?? '', qty }]
  await cancelPieces(operator, placed.id, lines === undefined ? {} : { lines })
  await arrive(shop)
}

describe('a gift after payment', () => {
  it('comes once its order is paid, says what it is, and buys something', async () => {
    const rule = await ruleFor({ thresholdFen: 10_000 }, await giftCoupon(shop, operator))
    expect(rule).toMatchObject({ phase: 'running', giftName: '回头券', given: 0 })
    const placed = await order(2)
    expect(await giftsOf(ann, placed.id)).toEqual({ settled: false, items: [] })
    await pay(shop, ann, placed.id)
    const [gift] = await giftIn(placed.id)
    expect(gift).toMatchObject({ name: '支付有礼', kind: 'coupon', state: 'given', coupon: { state: 'held' } })
    expect(gift?.coupon).toMatchObject({ id: gift?.id, name: '回头券', ruleText: '立减 5' })
    const next = await paid(1)
    expect(next.totals.couponFen).toBe(500)
    expect(await operator.payGifts.figures({ params: { id: rule.id } })).toMatchObject({
      ...{ given: 1, takenBack: 0, spent: 0, missed: 0, paidFen: 16_000 },
      ...{ used: 1, discountFen: 500, salesFen: next.totals.payableFen },
    })
    const { items } = await operator.payGifts.given({ params: { id: rule.id }, query: {} })
    expect(items).toMatchObject([{ orderId: placed.id, state: 'given', couponState: 'used', valueFen: 500 }])
  })

  it('is not for orders below the threshold, other goods, orders that were never paid, or of somebody else', async () => {
    await ruleFor({ thresholdFen: 10_000 })
    const other = await made(20_000)
    expect(await giftIn((await paid(1)).id)).toEqual([])
    expect(await giftIn((await paid(1, other.skuId)).id)).toEqual([])
    const closed = await order(2)
    await ann.api.order.cancel({ params: { id: closed.id } })
    await shop.settle()
    expect((await giftsOf(ann, closed.id)).items).toEqual([])
    const mine = await paid(2)
    expect(await giftIn(mine.id)).toHaveLength(1)
    const ben = await shopperOf(shop, '13800037498')
    expect(await codeOf(giftsOf(ben, mine.id))).toBe('NOT_FOUND')
  })

  it('is taken back with the whole order, and its place is free for the next', async () => {
    const rule = await ruleFor({ totalLimit: 1, memberLimit: 1 })
    const first = await paid(1)
    const [gift] = await giftIn(first.id)
    expect(await giftIn((await paid(1)).id)).toEqual([])
    await cancel(first)
    expect(await giftIn(first.id)).toMatchObject([{ id: gift?.id, state: 'taken_back', coupon: { state: 'revoked' } }])
    expect(await couponState(gift?.id ?? '')).toBe('revoked')
    expect(await operator.payGifts.one({ params: { id: rule.id } })).toMatchObject({ given: 0 })
    expect(await giftIn((await paid(1)).id)).toHaveLength(1)
  })

  it('stays when a part goes back that leaves the threshold reached, and goes with the piece that does not', async () => {
    await ruleFor({ thresholdFen: 10_000 })
    const placed = await paid(3)
    const [gift] = await giftIn(placed.id)
    await cancel(placed, 1)
    expect(await couponState(gift?.id ?? '')).toBe('held')
    await cancel(placed, 1)
    expect(await couponState(gift?.id ?? '')).toBe('revoked')
  })

  it('in use when it was to go back takes nothing off what goes back, and goes when its order lets go of it', async () => {
    const rule = await ruleFor({}, await giftCoupon(shop, operator))
    const first = await paid(1)
    const [gift] = await giftIn(first.id)
    const used = await paid(1, (await made()).skuId)
    expect(used.totals.couponFen).toBe(500)
    await cancel(first)
    const { refundedFen, totals } = await ann.api.order.order({ params: { id: first.id } })
    expect(refundedFen).toBe(totals.payableFen)
    expect(await giftIn(first.id)).toMatchObject([{ state: 'spent', coupon: { state: 'used' } }])
    const { items } = await operator.payGifts.given({ params: { id: rule.id }, query: { state: 'spent' } })
    expect(items).toMatchObject([{ orderId: first.id, couponState: 'used', valueFen: 500 }])
    const figures = () => operator.payGifts.figures({ params: { id: rule.id } })
    const salesFen = used.totals.payableFen
    expect(await figures()).toMatchObject({ given: 0, spent: 1, used: 1, discountFen: 500, salesFen })
    await cancel(used)
    expect(await couponState(gift?.id ?? '')).toBe('revoked')
    // An order that was given back sold nothing.
    expect(await figures()).toMatchObject({ given: 0, spent: 1, used: 0, discountFen: 0, salesFen: 0 })
  })

  it('held by an unpaid order when it was to go back leaves that order its price, and is gone when it closes', async () => {
    await ruleFor({}, await giftCoupon(shop, operator))
    const first = await paid(1)
    const [gift] = await giftIn(first.id)
    const other = await made()
    const waiting = await order(1, other.skuId)
    expect(waiting.totals.couponFen).toBe(500)
    await cancel(first)
    expect(await couponState(gift?.id ?? '')).toBe('locked')
    await ann.api.order.cancel({ params: { id: waiting.id } })
    await shop.settle()
    expect(await couponState(gift?.id ?? '')).toBe('revoked')
  })

  it('that is gone, or had as often as one may, is written down as missed and keeps no place', async () => {
    const rule = await ruleFor({}, await giftCoupon(shop, operator, { ...UNUSABLE, total: 1 }))
    await paid(1)
    expect(await giftIn((await paid(1)).id)).toEqual([])
    const { items } = await operator.payGifts.given({ params: { id: rule.id }, query: { state: 'missed' } })
    expect(items).toMatchObject([{ miss: 'gone', couponState: null }])
    expect(await operator.payGifts.one({ params: { id: rule.id } })).toMatchObject({ given: 1 })
  })

  it('of goods that cost nothing comes only by a rule that says so', async () => {
    const free = await launchedCoupon(shop, operator, {
      ...{ way: 'issue', listed: false, name: '免单券', thresholdFen: 0, amountFen: 50_000, perMember: 9 },
      scope: only({ spuIds: [goods.spuId] }),
    })
    const shipping = {
      kind: 'shipping' as const,
      amountFen: null,
      thresholdFen: 0,
      way: 'issue' as const,
      listed: false,
    }
    const way = await launchedCoupon(shop, operator, { ...shipping, name: '免邮券', perMember: 9 })
    for (const { id } of [free, way]) {
      await operator.coupons.issue({ params: { id }, body: { people: [ann.memberId] }, idempotencyKey: freshKey() })
    }
    await ruleFor({ name: '付款才有' })
    await ruleFor({ name: '人人有份', waived: true })
    const placed = await order(1)
    expect(placed.totals.payableFen).toBe(0)
    await shop.settle()
    expect((await giftIn(placed.id)).map(({ name }) => name)).toEqual(['人人有份'])
    await cancel(placed)
    expect((await giftIn(placed.id)).map(({ state }) => state)).toEqual(['taken_back'])
  })
})

describe('a rule', () => {
  it('rests while it is paused, gives again when it goes on, and nothing once it was stopped', async () => {
    const rule = await ruleFor()
    const paused = await turned(operator, rule, 'pause')
    expect(await giftIn((await paid(1)).id)).toEqual([])
    const resumed = await turned(operator, paused, 'resume')
    expect(await giftIn((await paid(1)).id)).toHaveLength(1)
    const stopped = await turned(operator, resumed, 'stop')
    expect(await giftIn((await paid(1)).id)).toEqual([])
    expect(await codeOf(turned(operator, stopped, 'resume'))).toBe('PAY_GIFT_ACTION_NOT_ALLOWED')
    expect(await codeOf(turned(operator, rule, 'stop'))).toBe('VERSION_CONFLICT')
  })

  it('that was launched is a promise: only its name, a later end and higher limits change', async () => {
    const rule = await ruleFor({ totalLimit: 5, fromAt: isoOf(addDays(shop.clock.now(), -2)) })
    const body = giftOf(shop, rule.gift.templateId, { scope: rule.scope, fromAt: rule.fromAt, untilAt: rule.untilAt })
    const change = (over: Partial<PayGiftBody>, version = rule.version) =>
      operator.payGifts.change({
        ...{ params: { id: rule.id }, idempotencyKey: freshKey() },
        body: { version, rule: { ...body, totalLimit: 5, ...over } },
      })
    expect(await codeOf(change({ thresholdFen: 1 }))).toBe('PAY_GIFT_NOT_CHANGEABLE')
    expect(await codeOf(change({ totalLimit: 4 }))).toBe('PAY_GIFT_NOT_CHANGEABLE')
    const changed = await change({ name: '周末有礼', totalLimit: 9 })
    expect(changed).toMatchObject({ name: '周末有礼', totalLimit: 9, version: rule.version + 1 })
    // Its days are over: what would begin again past the count of rules that may run is a new one.
    await shop.database.transaction((tx) =>
      tx.execute(`update pay_gifts set until_at = from_at + interval '1 day' where id = $1`, [rule.id]),
    )
    expect(await codeOf(change({ totalLimit: 9 }, changed.version))).toBe('PAY_GIFT_NOT_CHANGEABLE')
  })

  it('is not launched with a coupon that nobody gives by name, or after its days', async () => {
    const claimed = (await launchedCoupon(shop, operator)).id
    const draft = await operator.payGifts.create({ body: giftOf(shop, claimed), idempotencyKey: freshKey() })
    expect(await codeOf(turned(operator, draft, 'launch'))).toBe('PAY_GIFT_COUPON_UNFIT')
    const now = shop.clock.now()
    const days = { fromAt: isoOf(addDays(now, -3)), untilAt: isoOf(addDays(now, -1)) }
    const over = giftOf(shop, await giftCoupon(shop, operator), days)
    const late = await operator.payGifts.create({ body: over, idempotencyKey: freshKey() })
    expect(await codeOf(turned(operator, late, 'launch'))).toBe('VALIDATION_FAILED')
  })
})

it('the shop is sound', () => expectSoundShop(shop))
