import { hourMs, minuteMs } from '@jishi/kernel/time'
import { parallel } from '@jishi/testing/race'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { GiveLateCoupons } from '../../src/modules/order/late-shipment/index.js'
import { expectSoundShop, pay, placeNow } from '../support/buying.js'
import { heldBy, launched, sleeplessPeople, type SleeplessPeople } from '../support/coupon-desk.js'
import { MadeGoods } from '../support/made-goods.js'
import { passTime } from '../support/payment-facts.js'
import { arrive, cancelPieces } from '../support/shop-desk.js'
import { Refused, type ShopClient, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let people: SleeplessPeople
let desk: ShopClient
let skuId: string
let parcels = 0

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  people = sleeplessPeople(shop, '13800378')
  desk = people.operator()
  const { skus } = await new MadeGoods(shop).product({ stock: 500, pricesFen: [9_900] })
  skuId = skus[0]?.skuId ?? ''
  const { id } = await launched(shop, desk, {
    ...{ way: 'issue', listed: false, amountFen: 500, thresholdFen: 0, perMember: 5, validDays: 365 },
  })
  const { order } = await desk.settings.all()
  const value = { ...order.value, lateCouponTemplateId: id, lateCouponAfterHours: 0 }
  await desk.settings.change({ body: { key: 'order', value, expectedVersion: order.version } })
})
afterAll(async () => {
  try {
    await expectSoundShop(shop)
  } finally {
    await shop.close()
  }
})

/** Bought, paid, and promised for a moment ago. */
const late = async (): Promise<{ ann: Shopper; id: string }> => {
  const ann = await people.someone()
  const { id } = await placeNow(ann, [{ skuId, qty: 1 }])
  await pay(shop, ann, id)
  await passTime(shop, 48 * hourMs + minuteMs)
  return { ann, id }
}
/** As several workers would at one moment, past the lease that lets one of them at a time. */
const sweeps = (count: number) => parallel(count, () => shop.get(GiveLateCoupons).sweep(shop.clock.now()))
const coupons = async (ann: Shopper): Promise<number> => (await heldBy(ann)).length
const ship = (id: string) => {
  parcels += 1
  return desk.order.ship({ params: { id }, body: { carrierCode: 'ZTO', trackingNo: `ZTO378${100_000 + parcels}` } })
}
/** Whoever came second is refused in clear words. */
const refusedClearly = ({ status, ...rest }: PromiseSettledResult<unknown>): void => {
  if (status === 'rejected') expect((rest as PromiseRejectedResult).reason).toBeInstanceOf(Refused)
}

describe('at the same time', () => {
  it('eight who find the same late order give one coupon', async () => {
    const { ann, id } = await late()
    const { fulfilled, rejected } = await sweeps(8)
    expect(rejected).toEqual([])
    expect(fulfilled.reduce((sum, decided) => sum + decided, 0)).toBe(1)
    expect(await coupons(ann)).toBe(1)
    await ship(id)
  })

  it('the parcel leaves: either it was late before, or it is not made up for', async () => {
    for (let round = 0; round < 6; round += 1) {
      const { ann, id } = await late()
      const [shipped] = await Promise.allSettled([ship(id), sweeps(2)])
      expect(shipped.status).toBe('fulfilled')
      const before = await coupons(ann)
      expect([0, 1]).toContain(before)
      await sweeps(2)
      expect(await coupons(ann)).toBe(before)
    }
  })

  it('the shop gives all the money back: one coupon at most, and none afterwards', async () => {
    for (let round = 0; round < 4; round += 1) {
      const { ann, id } = await late()
      const [cancelled] = await Promise.allSettled([cancelPieces(desk, id), sweeps(3)])
      refusedClearly(cancelled)
      await arrive(shop)
      const before = await coupons(ann)
      expect([0, 1]).toContain(before)
      await sweeps(2)
      expect(await coupons(ann)).toBe(before)
    }
  })
})
