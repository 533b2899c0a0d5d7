import type { SettingValue } from '@jishi/contracts/settings/settings.schema'
import { dayMs, instantOf, minuteMs } from '@jishi/kernel/time'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SettingsFacade } from '../../src/modules/settings/index.js'
import { expectSoundShop, freshKey, operatorOf, orderOf, pay, placeNow, quoteNow } from '../support/buying.js'
import { addressIn, sendTo } from '../support/far-away.js'
import { MadeGoods } from '../support/made-goods.js'
import { clientOf, shopperOf, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

/** Monday, in the shop's own time. */
const MONDAY = instantOf('2026-11-30T10:00:00+08:00')
const RATE = { first: 1, firstFen: 800, next: 1, nextFen: 0, freeOverFen: null, freeOverQty: null }
/** Shanghai, Xinjiang, Tianjin. */
const [NEAR, FAR, SILENT] = ['310101', '650102', '120101'] as const

let shop: WholeShop
let ann: Shopper
let spuId: string
let skuId: string
let plain: string
let parcels = 0
const addresses = new Map<string, string>()

const at = (region: string): Shopper => ({ ...ann, addressId: addresses.get(region) ?? '' })
const declare = async (more: Partial<SettingValue<'freight'>>): Promise<void> => {
  const settings = shop.get(SettingsFacade)
  const { value, version } = await settings.read(shop.database, 'freight')
  await shop.database.transaction((tx) =>
    settings.change(tx, { kind: 'system', name: 'test' }, 'freight', { ...value, ...more }, version),
  )
}
const declared = { cutOff: '16:00', restWeekdays: [0, 6], holidays: ['2026-12-02'], arrivalDays: 4 }
const dayOf = async (orderId: string): Promise<string | null> => (await orderOf(ann, orderId)).arrivesOn
const quoted = async (region: string, ...skuIds: string[]): Promise<string | null> =>
  (
    await quoteNow(
      at(region),
      skuIds.map((id) => ({ skuId: id, qty: 1 })),
    )
  ).delivery.arrivesOn
/** One clock for the shop and whoever it deals with. */
const paid = async (orderId: string): Promise<void> => {
  await shop.simulator.setClock(shop.clock.now())
  await pay(shop, ann, orderId)
  expect((await orderOf(ann, orderId)).state).toBe('paid')
}
/** Sessions are short and the clock here runs fast. */
const later = async (moment: string): Promise<void> => {
  shop.clock.set(instantOf(moment))
  const { addressId } = ann
  ann = { ...(await shopperOf(shop, ann.phone)), addressId }
}

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  shop.clock.set(MONDAY)
  const goods = new MadeGoods(shop)
  const made = await goods.product({ stock: 100, pricesFen: [1_290] })
  spuId = made.spuId
  skuId = made.skus[0]?.skuId ?? ''
  plain = (await goods.product({ stock: 100 })).skus[0]?.skuId ?? ''
  const { id } = await (
    await operatorOf(shop)
  ).freight.addFreightTemplate({
    body: {
      ...{ name: '按地区', unit: 'piece', noDeliveryPrefixes: ['54'] },
      rates: [
        { ...RATE, regionPrefixes: ['31'], days: 1 },
        { ...RATE, regionPrefixes: ['65'], days: 6 },
        { ...RATE, regionPrefixes: [] },
      ],
    },
    idempotencyKey: freshKey(),
  })
  await shop.database.execute('update spus set freight_template_id = $2 where id = $1', [spuId, id])
  ann = await shopperOf(shop, '13900031701')
  for (const region of [NEAR, FAR, SILENT, '540102']) addresses.set(region, await addressIn(shop, ann, region))
})
afterAll(() => shop.close())

describe('a day of arrival', () => {
  it('is told from the promise and the days of the region alone, and where there are none, none is told', async () => {
    expect(await quoted(NEAR, skuId)).toBe('2026-12-03')
    expect(await quoted(FAR, skuId)).toBe('2026-12-08')
    expect(await quoted(SILENT, skuId)).toBeNull()
    expect(await quoted('540102', skuId)).toBeNull()
    expect(await quoted(NEAR, skuId, plain)).toBeNull()
    const { delivery } = await clientOf(shop).shopfront.product({ params: { id: spuId } })
    expect(delivery.rates.map(({ prefixes, arrivesOn }) => [prefixes, arrivesOn])).toEqual([
      [['31'], '2026-12-03'],
      [['65'], '2026-12-08'],
      [[], null],
    ])
  })

  it('knows the cut-off, the days of rest and the usual way, once they are declared', async () => {
    await declare({ promise: '24 小时内发货', ...declared })
    shop.clock.advance(2 * minuteMs)
    // Before the cut-off: it leaves on Tuesday.
    expect(await quoted(NEAR, skuId)).toBe('2026-12-02')
    expect(await quoted(NEAR, skuId, plain)).toBe('2026-12-05')
    await later('2026-11-30T16:00:00+08:00')
    // Wednesday is a holiday, so counting from Tuesday it leaves on Thursday.
    expect(await quoted(NEAR, skuId)).toBe('2026-12-04')
  })

  it('is not told where the promise names no time', async () => {
    await declare({ promise: '尽快发货' })
    shop.clock.advance(2 * minuteMs)
    expect(await quoted(NEAR, skuId)).toBeNull()
    await declare({ promise: '24 小时内发货' })
    shop.clock.advance(2 * minuteMs)
  })
})

describe('the day of an order', () => {
  let orderId: string

  it('is the day of its payment, by what held when it was placed, whatever is declared later', async () => {
    await later('2026-12-03T09:00:00+08:00')
    orderId = (await placeNow(at(NEAR), [{ skuId, qty: 1 }])).id
    expect(await dayOf(orderId)).toBe('2026-12-05')
    await paid(orderId)
    await declare({ ...declared, promise: '30 天内发货', cutOff: '00:00', arrivalDays: 60 })
    shop.clock.advance(2 * minuteMs)
    expect(await quoted(NEAR, skuId)).not.toBe('2026-12-05')
    expect(await dayOf(orderId)).toBe('2026-12-05')
  })

  it('follows the order to another region, by the same facts', async () => {
    await sendTo(ann, orderId, addresses.get(FAR) ?? '', 0)
    expect(await dayOf(orderId)).toBe('2026-12-10')
    await sendTo(ann, orderId, addresses.get(SILENT) ?? '', 0)
    expect(await dayOf(orderId)).toBeNull()
    await sendTo(ann, orderId, addresses.get(FAR) ?? '', 0)
  })

  it('is the carrier’s own once it has left and the carrier names one, and nobody’s when it has come', async () => {
    await shop.simulator.setClock(shop.clock.now())
    const trackingNo = `ARRIVE000${(parcels += 1)}`
    const operator = await operatorOf(shop)
    await operator.order.ship({ params: { id: orderId }, body: { carrierCode: 'ZTO', trackingNo } })
    await shop.settle()
    expect(await dayOf(orderId)).toBe('2026-12-10')
    const move = async (body: object): Promise<void> => {
      shop.clock.advance(60_000)
      await shop.simulator.setClock(shop.clock.now())
      await shop.simulator.moveParcel(trackingNo, body)
      await shop.simulator.settled()
    }
    await move({ arrivalTime: '2026-12-07 18' })
    expect(await dayOf(orderId)).toBe('2026-12-07')
    const parcel = async () => (await ann.api.tracking.parcels({ params: { id: orderId } })).items[0]
    expect((await parcel())?.arrivesOn).toBe('2026-12-07')
    // What cannot be read is not told, and what was told before still holds.
    await move({ arrivalTime: '明天' })
    expect(await dayOf(orderId)).toBe('2026-12-07')
    await move({ arrivalTime: '2026-12-08 09' })
    expect(await dayOf(orderId)).toBe('2026-12-08')
    await move({ step: 'sign' })
    expect([await dayOf(orderId), (await parcel())?.arrivesOn]).toEqual([null, null])
  })

  it('is told no more when it has passed', async () => {
    await declare({ promise: '24 小时内发货', ...declared })
    shop.clock.advance(2 * minuteMs)
    const { id } = await placeNow(at(NEAR), [{ skuId, qty: 1 }])
    await paid(id)
    expect(await dayOf(id)).not.toBeNull()
    shop.clock.advance(8 * dayMs)
    ann = { ...(await shopperOf(shop, ann.phone)), addressId: ann.addressId }
    expect(await dayOf(id)).toBeNull()
    await shop.sweep()
    await expectSoundShop(shop)
  })
})
