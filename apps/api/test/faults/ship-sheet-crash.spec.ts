import { secondMs } from '@jishi/kernel/time'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { BackgroundWorker } from '../../src/infra/worker/worker.js'
import { CarryOnShipSheet } from '../../src/modules/order/ship-sheet/carry-on-ship-sheet.js'
import { expectSoundShop, orderOf, payAndRest, placeNow, stockOf } from '../support/buying.js'
import { Crash } from '../support/crash.js'
import { csvOf } from '../support/import-desk.js'
import { MadeGoods } from '../support/made-goods.js'
import { Clerk, shipRow } from '../support/ship-desk.js'
import { shopperOf, type Shopper } from '../support/shopper.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

vi.setConfig({ testTimeout: 240_000 })

const MOST_DEATHS = 400
let shop: WholeShop
let ann: Shopper
let clerk: Clerk
let crash: Crash
let skuId: string

beforeAll(async () => {
  shop = await startWholeShop({ worker: false })
  skuId = (await new MadeGoods(shop).product({ stock: 100 })).skus[0]?.skuId ?? ''
  ann = await shopperOf(shop, '13900031701')
  clerk = await Clerk.of(shop)
  crash = Crash.on(shop.database)
})
afterAll(() => shop.close())

const paid = async (): Promise<{ id: string; no: string }> => {
  const { id, orderNo } = await placeNow(ann, [{ skuId, qty: 2 }])
  await payAndRest(shop, ann, id)
  return { id, no: orderNo }
}
const sent = async (rows: Parameters<typeof csvOf>[0]): Promise<string> =>
  (await clerk.upload(csvOf(rows))).json<{ id: string }>().id

/** Works until it dies at the n-th step of that life, and once more a step later, until a life lives to the end of its work. */
const dyingAllTheWay = async (sheetId: string): Promise<number> => {
  for (let step = 1; step <= MOST_DEATHS; step += 1) {
    crash.at(step)
    await shop
      .get(CarryOnShipSheet)
      .carryOn({ sheetId })
      .catch(() => undefined)
    const died = crash.happened
    crash.restart()
    if (!died) return step - 1
  }
  throw new Error('it never lived to the end')
}

describe('a sheet whose worker is killed at every step', () => {
  it('is checked and shipped to the end, each parcel once', async () => {
    const orders = [await paid(), await paid(), await paid()]
    const before = await stockOf(shop, skuId)
    const id = await sent([
      ...orders.map(({ no }, at) => shipRow(no, `SF317000000${at}`)),
      shipRow('NOSUCH', 'SF3170000009'),
    ])
    expect(await dyingAllTheWay(id)).toBeGreaterThan(3)
    expect(await clerk.api.shipSheet.one({ params: { id } })).toMatchObject({
      ...{ state: 'ready', rowsRead: 4, parcels: { new: 3, unchanged: 0, refused: 1 } },
    })
    expect(await clerk.flaws(id)).toEqual([[5, 'orderNo', 'ORDER_UNKNOWN']])

    await clerk.api.shipSheet.apply({ params: { id } })
    expect(await dyingAllTheWay(id)).toBeGreaterThan(20)
    expect(await clerk.work(id)).toMatchObject({ state: 'done', parcelsSent: 3, parcelsLost: 0 })
    for (const order of orders) expect((await orderOf(ann, order.id)).shipments).toHaveLength(1)
    expect(await stockOf(shop, skuId)).toEqual({ onHand: before.onHand - 6, reserved: before.reserved - 6 })
    const told = await shop.database.rows(`select 1 from outbox where name = 'order.parcel-shipped'`)
    expect(told).toHaveLength(3)
  })

  it('is taken up by the sweep when nobody works on it any more', async () => {
    const id = await sent([shipRow((await paid()).no, 'SF3170000010')])
    await shop.sweep('order.ship-sheets')
    expect((await clerk.api.shipSheet.one({ params: { id } })).state).toBe('reading')
    shop.clock.advance(31 * secondMs)
    await shop.sweep('order.ship-sheets')
    expect((await clerk.api.shipSheet.one({ params: { id } })).state).toBe('ready')
  })

  it('leaves a parcel that cannot be sent for people to see, and goes on with the next', async () => {
    const [poison, healthy] = [await paid(), await paid()]
    const id = await sent([shipRow(poison.no, 'SF3170000666'), shipRow(healthy.no, 'SF3170000012')])
    await clerk.work(id)
    await clerk.api.shipSheet.apply({ params: { id } })
    await shop.database.execute(`alter table shipments add constraint no_poison check (tracking_no <> 'SF3170000666')`)
    for (let tries = 0; tries < 4; tries += 1)
      await shop
        .get(CarryOnShipSheet)
        .carryOn({ sheetId: id })
        .catch(() => undefined)
    await shop.database.execute('alter table shipments drop constraint no_poison')
    expect(await clerk.api.shipSheet.one({ params: { id } })).toMatchObject({
      ...{ state: 'done', parcelsSent: 1, parcelsLost: 1 },
    })
    expect(await clerk.flaws(id)).toEqual([[2, 'orderNo', 'FAILED']])
    expect((await orderOf(ann, poison.id)).state).toBe('paid')
  })

  it('leaves a sound shop', async () => {
    await shop.get(BackgroundWorker).start({ sweeps: false })
    await expectSoundShop(shop)
  })
})
