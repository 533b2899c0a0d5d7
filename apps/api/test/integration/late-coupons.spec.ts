import { hourMs, minuteMs } from '@jishi/kernel/time'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { expectSoundShop, orderOf, pay, placeNow } from '../support/buying.js'
import { heldBy, launched, sleeplessPeople, type SleeplessPeople } from '../support/coupon-desk.js'
import { MadeGoods } from '../support/made-goods.js'
import { passTime } from '../support/payment-facts.js'
import { arrive, cancelPieces } from '../support/shop-desk.js'
import type { ShopClient, Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

/** 48 hours are promised until somebody says otherwise. */
const PROMISED_MS = 48 * hourMs
const AFTER_HOURS = 12
/** The channel says when it was paid, by a clock of its own: nothing here happens within a minute of a deadline. */
const LATE_MS = PROMISED_MS + AFTER_HOURS * hourMs + 2 * minuteMs

let shop: WholeShop
let people: SleeplessPeople
let desk: ShopClient
let ann: Shopper
let skuId: string
let templateId: string

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  people = sleeplessPeople(shop, '13800377')
  desk = people.operator()
  const { skus } = await new MadeGoods(shop).product({ stock: 500, pricesFen: [9_900] })
  skuId = skus[0]?.skuId ?? ''
  templateId = await template()
})
afterAll(async () => {
  try {
    await expectSoundShop(shop)
  } finally {
    await shop.close()
  }
})
beforeEach(async () => {
  ann = await people.someone()
  await promise(templateId)
})

const template = async (over: { perMember?: number; total?: number } = {}): Promise<string> =>
  (
    await launched(shop, desk, {
      ...{ name: '超时发货补偿券', way: 'issue', listed: false, amountFen: 500, thresholdFen: 0, perMember: 5 },
      ...{ validDays: 365, ...over },
    })
  ).id
/** What the shop gives whoever waits too long; null: nothing. */
const promise = async (couponTemplateId: string | null): Promise<void> => {
  const { order } = await desk.settings.all()
  const value = { ...order.value, lateCouponTemplateId: couponTemplateId, lateCouponAfterHours: AFTER_HOURS }
  await desk.settings.change({ body: { key: 'order', value, expectedVersion: order.version } })
}
const paid = async (qty = 1): Promise<string> => {
  const { id } = await placeNow(ann, [{ skuId, qty }])
  await pay(shop, ann, id)
  return id
}
const given = async (): Promise<string[]> => (await heldBy(ann)).map(({ name }) => name)
let parcels = 0
const ship = (id: string) => {
  parcels += 1
  return desk.order.ship({ params: { id }, body: { carrierCode: 'ZTO', trackingNo: `ZTO377${100_000 + parcels}` } })
}

describe('a parcel that is late', () => {
  it('is made up for once: past the promise and what the shop adds to it, and the buyer reads so', async () => {
    const id = await paid()
    await passTime(shop, LATE_MS - hourMs)
    await shop.sweep('order.late-coupons')
    expect([await given(), (await orderOf(ann, id)).lateCoupon]).toEqual([[], null])
    await passTime(shop, hourMs)
    for (let turn = 0; turn < 3; turn += 1) await shop.sweep('order.late-coupons')
    expect(await given()).toEqual(['超时发货补偿券'])
    const told = { name: '超时发货补偿券', at: expect.any(String) as string }
    expect(await orderOf(ann, id)).toMatchObject({ state: 'paid', lateCoupon: told })
    expect(await desk.order.adminOrder({ params: { id } })).toMatchObject({ lateCoupon: told })
    const [log] = await shop.database.rows<object>(
      `select actor_kind as "actorKind", actor_id as "actorId", permission, action, after from audit_log
        where action = 'coupon.given_for_delay' and after ->> 'orderId' = $1`,
      [id],
    )
    expect(log).toMatchObject({ actorKind: 'system', actorId: null, permission: null })
  })

  it('is not made up for where nothing was promised, it left in time, or its money went back', async () => {
    const [left, back] = [await paid(), await paid()]
    await ship(left)
    await cancelPieces(desk, back)
    await passTime(shop, LATE_MS)
    await shop.sweep('order.late-coupons')
    await promise(null)
    const nothing = await paid()
    await passTime(shop, LATE_MS)
    await shop.sweep('order.late-coupons')
    expect(await given()).toEqual([])
    await ship(nothing)
    await arrive(shop)
    expect(await orderOf(ann, back)).toMatchObject({ state: 'refunded', lateCoupon: null })
  })

  it('is made up for once, whatever becomes of its order afterwards', async () => {
    const id = await paid(2)
    await passTime(shop, LATE_MS)
    await shop.sweep('order.late-coupons')
    await cancelPieces(desk, id, { lines: [{ lineId: (await orderOf(ann, id)).lines[0]?.id ?? '', qty: 1 }] })
    await shop.sweep('order.late-coupons')
    await cancelPieces(desk, id)
    await arrive(shop)
    await passTime(shop, LATE_MS)
    await shop.sweep('order.late-coupons')
    expect((await orderOf(ann, id)).state).toBe('refunded')
    expect(await given()).toHaveLength(1)
  })

  it('waits while it is held by a wish of the buyer, and from the end of that on', async () => {
    const id = await paid(2)
    const lineId = (await orderOf(ann, id)).lines[0]?.id ?? ''
    await passTime(shop, LATE_MS - hourMs)
    // What is said to be the shop's fault is no fast refund: somebody has to look at it.
    const asked = { orderId: id, kind: 'refund_only' as const, reason: 'late' as const, lines: [{ lineId, qty: 1 }] }
    const sale = await ann.api.afterSale.apply({ body: asked })
    await passTime(shop, hourMs)
    await shop.sweep('order.late-coupons')
    expect(await given()).toEqual([])
    await ann.api.afterSale.withdraw({ params: { id: sale.id } })
    // Whoever held it and let go earns nothing by that: the shop has its whole time again.
    await passTime(shop, LATE_MS - hourMs)
    await shop.sweep('order.late-coupons')
    expect(await given()).toEqual([])
    await passTime(shop, hourMs)
    await shop.sweep('order.late-coupons')
    expect(await given()).toHaveLength(1)
    await ship(id)
  })

  it('is noted without a coupon where its buyer may have no more of them, and never asked about again', async () => {
    await promise(await template({ perMember: 1 }))
    const ids = [await paid(), await paid()]
    await passTime(shop, LATE_MS)
    for (let turn = 0; turn < 2; turn += 1) await shop.sweep('order.late-coupons')
    expect(await given()).toHaveLength(1)
    const rows = await shop.database.rows<{ has: boolean }>(
      'select coupon_id is not null as has from order_late_coupons where order_id = any($1) order by 1',
      [ids],
    )
    expect(rows).toEqual([{ has: false }, { has: true }])
    for (const id of ids) await ship(id)
  })

  it('is made up for later where the template had run out, as soon as there is one again', async () => {
    const empty = await template({ total: 1 })
    await promise(empty)
    const ids = [await paid(), await paid()]
    await passTime(shop, LATE_MS)
    for (let turn = 0; turn < 2; turn += 1) await shop.sweep('order.late-coupons')
    expect(await given()).toHaveLength(1)
    await promise('01970000-0000-7000-8000-00000000dead')
    await shop.sweep('order.late-coupons')
    expect(await given()).toHaveLength(1)
    await promise(templateId)
    await shop.sweep('order.late-coupons')
    expect(await given()).toHaveLength(2)
    for (const id of ids) await ship(id)
  })
})
