import type { ShipSheet } from '@jishi/contracts/order/ship-sheet.schema'
import { parallel } from '@jishi/testing/race'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BackgroundWorker } from '../../src/infra/worker/worker.js'
import { CarryOnShipSheet } from '../../src/modules/order/ship-sheet/carry-on-ship-sheet.js'
import { expectSoundShop, orderOf, payAndRest, placeNow, stockOf } from '../support/buying.js'
import { csvOf } from '../support/import-desk.js'
import { MadeGoods } from '../support/made-goods.js'
import { Clerk, shipRow } from '../support/ship-desk.js'
import { shopperOf, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let ann: Shopper
let clerks: Clerk[]
let skuId: string
let numbers = 0

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE, worker: false })
  skuId = (await new MadeGoods(shop).product({ stock: 300 })).skus[0]?.skuId ?? ''
  ann = await shopperOf(shop, '13900031801')
  clerks = [await Clerk.of(shop), await Clerk.of(shop)]
})
afterAll(() => shop.close())

const clerkAt = (index: number): Clerk => clerks[index % clerks.length] as Clerk
const nextNumber = (): string => `SF31800${String((numbers += 1)).padStart(5, '0')}`
const paid = async (qty = 2): Promise<{ id: string; no: string }> => {
  const { id, orderNo } = await placeNow(ann, [{ skuId, qty }])
  await payAndRest(shop, ann, id)
  return { id, no: orderNo }
}
const orders = async (count: number): Promise<{ id: string; no: string }[]> => {
  const made: { id: string; no: string }[] = []
  for (let n = 0; n < count; n += 1) made.push(await paid())
  return made
}
const piecesOf = async (id: string): Promise<number> =>
  (await orderOf(ann, id)).shipments.flatMap(({ pieces }) => pieces).reduce((sum, { qty }) => sum + qty, 0)
const applied = async (clerk: Clerk, id: string) => {
  await clerk.api.shipSheet.apply({ params: { id } })
  return clerk.work(id)
}

describe('at the same time', () => {
  it('two clerks ship the same orders by different sheets: each order leaves once, by one of them, and the other is told', async () => {
    const made = await orders(4)
    const views: ShipSheet[] = []
    for (const clerk of clerks) views.push(await clerk.checked(csvOf(made.map(({ no }) => shipRow(no, nextNumber())))))
    const both = await parallel(2, (n) => applied(clerkAt(n), views[n]?.id ?? ''))
    expect(both.rejected).toEqual([])
    const sums = both.fulfilled.map(({ parcelsSent, parcelsLost }) => parcelsSent + parcelsLost)
    expect(sums).toEqual([4, 4])
    expect(both.fulfilled.reduce((sum, { parcelsSent }) => sum + parcelsSent, 0)).toBe(4)
    for (const { id } of made) expect(await piecesOf(id)).toBe(2)
  })

  it('the same sheet of two clerks ships each parcel once, and both hear that it left', async () => {
    const made = await orders(3)
    const sheet = csvOf(made.map(({ no }) => shipRow(no, nextNumber())))
    const views: ShipSheet[] = []
    for (const clerk of clerks) views.push(await clerk.checked(sheet))
    const both = await parallel(2, (n) => applied(clerkAt(n), views[n]?.id ?? ''))
    expect(both.fulfilled.map(({ parcelsSent, parcelsLost }) => [parcelsSent, parcelsLost])).toEqual([
      [3, 0],
      [3, 0],
    ])
    for (const { id } of made) expect((await orderOf(ann, id)).shipments).toHaveLength(1)
  })

  it('a sheet and a clerk by hand: what leaves is what there was, whoever came first', async () => {
    const made = await orders(4)
    const before = await stockOf(shop, skuId)
    const { id } = await clerkAt(0).checked(csvOf(made.map(({ no }) => shipRow(no, nextNumber()))))
    const ways = await parallel<unknown>(made.length + 1, (n) => {
      const order = made[n]
      if (order === undefined) return applied(clerkAt(0), id)
      const body = { carrierCode: 'ZTO', trackingNo: nextNumber() }
      return clerkAt(1).api.order.ship({ params: { id: order.id }, body })
    })
    const view = await clerkAt(0).work(id)
    expect(view.parcelsSent + view.parcelsLost).toBe(4)
    expect(ways.fulfilled.length).toBeGreaterThan(0)
    for (const { id: orderId } of made) expect(await piecesOf(orderId)).toBe(2)
    expect((await stockOf(shop, skuId)).onHand).toBe(before.onHand - 8)
  })

  it('several workers at one sheet: each parcel leaves once', async () => {
    const made = await orders(4)
    const { id } = await clerkAt(0).checked(csvOf(made.map(({ no }) => shipRow(no, nextNumber()))))
    await clerkAt(0).api.shipSheet.apply({ params: { id } })
    await parallel(4, () => shop.get(CarryOnShipSheet).carryOn({ sheetId: id }))
    expect(await clerkAt(0).work(id)).toMatchObject({ state: 'done', parcelsSent: 4, parcelsLost: 0 })
    for (const { id: orderId } of made) expect((await orderOf(ann, orderId)).shipments).toHaveLength(1)
  })

  it('one sheet told to ship by many presses is told once', async () => {
    const { id } = await clerkAt(0).checked(csvOf([shipRow((await paid()).no, nextNumber())]))
    const { fulfilled } = await parallel(5, () => clerkAt(0).api.shipSheet.apply({ params: { id } }))
    expect(fulfilled).toHaveLength(1)
    await clerkAt(0).work(id)
  })

  it('leaves a sound shop', async () => {
    await shop.get(BackgroundWorker).start({ sweeps: false })
    await expectSoundShop(shop)
  })
})
