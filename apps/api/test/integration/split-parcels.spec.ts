import { parallel } from '@jishi/testing/race'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  codeOf,
  expectSoundShop,
  freshKey,
  operatorOf,
  orderOf,
  pay,
  placeNow,
  refusalOf,
  stockOf,
} from '../support/buying.js'
import { MadeGoods } from '../support/made-goods.js'
import { Refused, shopperOf, type ShopClient, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let ann: Shopper
let operator: ShopClient
let apples: string
let bread: string
let parcels = 0

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  const { skus } = await new MadeGoods(shop).product({ stock: 100, pricesFen: [2_990, 3_990] })
  ;[apples = '', bread = ''] = skus.map(({ skuId }) => skuId)
  ann = await shopperOf(shop, '13800006501')
  operator = await operatorOf(shop)
})
afterAll(() => shop.close())

/** Three apples and a loaf, paid for. */
const paidOrder = async () => {
  const { id } = await placeNow(ann, [
    { skuId: apples, qty: 3 },
    { skuId: bread, qty: 1 },
  ])
  await pay(shop, ann, id)
  const { lines } = await orderOf(ann, id)
  const lineOf = (skuId: string): string => lines.find((line) => line.skuId === skuId)?.id ?? ''
  return { id, apples: lineOf(apples), bread: lineOf(bread) }
}
type Pieces = { lineId: string; qty: number }[]
const newNumber = (): string => `SF88800${String((parcels += 1)).padStart(6, '0')}`
const ship = (id: string, pieces?: Pieces, trackingNo = newNumber()) =>
  operator.order.ship({
    params: { id },
    body: { carrierCode: 'SF', trackingNo, ...(pieces === undefined ? {} : { pieces }) },
    idempotencyKey: freshKey(),
  })
const eventsOf = (id: string) =>
  shop.database.rows<{ name: string; last: boolean | null }>(
    `select name, (payload ->> 'last')::boolean as last from outbox
      where payload ->> 'orderId' = $1 and name in ('order.parcel-shipped', 'order.shipped') order by id`,
    [id],
  )

describe('an order in several parcels', () => {
  it('stays paid until its last piece has left, and says of each parcel what is in it', async () => {
    const order = await paidOrder()
    const before = await stockOf(shop, apples)
    const first = await ship(order.id, [{ lineId: order.apples, qty: 2 }])
    expect(first).toMatchObject({
      state: 'paid',
      shippedAt: null,
      autoConfirmAt: null,
      allowedActions: ['ship', 'cancel_pieces'],
    })
    expect(await stockOf(shop, apples)).toEqual({ onHand: before.onHand - 2, reserved: before.reserved - 2 })
    await expectSoundShop(shop)

    const second = await ship(order.id)
    expect(second).toMatchObject({ state: 'shipped', allowedActions: [] })
    expect(second.timeline.map(({ step }) => step)).toEqual(['place', 'pay', 'ship_part', 'ship'])
    const seen = await orderOf(ann, order.id)
    expect(seen.shipments.map(({ pieces }) => pieces.map(({ qty }) => qty).sort())).toEqual([[2], [1, 1]])
    expect(await eventsOf(order.id)).toEqual([
      { name: 'order.parcel-shipped', last: false },
      { name: 'order.parcel-shipped', last: true },
      { name: 'order.shipped', last: null },
    ])
  })

  it('sends no piece twice and none that nobody bought', async () => {
    const order = await paidOrder()
    await ship(order.id, [{ lineId: order.apples, qty: 2 }])
    const refusal = await refusalOf(ship(order.id, [{ lineId: order.apples, qty: 2 }]))
    expect(refusal.body).toMatchObject({
      code: 'SHIP_PIECES_GONE',
      details: { items: [{ lineId: order.apples, waiting: 1 }] },
    })
    expect(await codeOf(ship(order.id, [{ lineId: freshKey(), qty: 1 }]))).toBe('SHIP_PIECES_GONE')
    const twice = [
      { lineId: order.bread, qty: 1 },
      { lineId: order.bread, qty: 1 },
    ]
    expect(await codeOf(ship(order.id, twice))).toBe('VALIDATION_FAILED')
    expect((await orderOf(ann, order.id)).shipments).toHaveLength(1)
  })

  it('sends pieces that were cancelled meanwhile in no parcel', async () => {
    const order = await paidOrder()
    await shop.database.transaction(async (tx) => {
      await tx.execute('update order_lines set cancelled_qty = 1 where id = $1', [order.apples])
    })
    expect(await codeOf(ship(order.id, [{ lineId: order.apples, qty: 3 }]))).toBe('SHIP_PIECES_GONE')
    await shop.database.execute('update order_lines set cancelled_qty = 0 where id = $1', [order.apples])
    await ship(order.id)
  })

  it('takes the same parcel twice for one, and the same number with other pieces for a mistake', async () => {
    const order = await paidOrder()
    const number = newNumber()
    const pieces = [{ lineId: order.bread, qty: 1 }]
    await ship(order.id, pieces, number)
    expect((await ship(order.id, pieces, number)).shipments).toHaveLength(1)
    expect(await codeOf(ship(order.id, [{ lineId: order.apples, qty: 1 }], number))).toBe('SHIPMENT_NO_TAKEN')
    expect(await codeOf(ship(order.id, undefined, number))).toBe('SHIPMENT_NO_TAKEN')
  })

  it('goes once where two clerks pack the same pieces, and twice where they pack others', async () => {
    const same = await paidOrder()
    const packed = await parallel(2, () => ship(same.id, [{ lineId: same.apples, qty: 2 }]))
    expect(packed.fulfilled).toHaveLength(1)
    expect(packed.rejected.map((error) => (error instanceof Refused ? error.body.code : error))).toEqual([
      'SHIP_PIECES_GONE',
    ])

    const other = await paidOrder()
    const halves = [[{ lineId: other.apples, qty: 3 }], [{ lineId: other.bread, qty: 1 }]]
    const both = await parallel(2, (n) => ship(other.id, halves[n]))
    expect(both.rejected).toEqual([])
    expect((await orderOf(ann, other.id)).state).toBe('shipped')
  })
})

describe('a wrong number', () => {
  const correct = (id: string, trackingNo: string, carrierCode = 'ZTO') =>
    operator.fulfilment.correctShipment({
      params: { id },
      body: { carrierCode, trackingNo },
      idempotencyKey: freshKey(),
    })

  it('is put right once, is told, and what it was stays known', async () => {
    const { id } = await paidOrder()
    const was = newNumber()
    const shipped = await ship(id, undefined, was)
    const parcel = shipped.shipments[0]?.id ?? ''
    expect((await correct(parcel, was, 'SF')).shipments[0]?.correctedAt).toBeNull()
    const after = await correct(parcel, 'zto78900000001')
    expect(after.shipments).toMatchObject([{ carrierCode: 'ZTO', trackingNo: 'ZTO78900000001' }])
    expect(after.shipments[0]?.correctedAt).not.toBeNull()
    expect(await codeOf(correct(parcel, 'ZTO78900000002'))).toBe('SHIPMENT_CORRECTED')
    const { before, told } = await shop.database.one<{ before: object; told: number }>(
      `select a.before, (select count(*) from outbox where name = 'order.parcel-corrected' and payload ->> 'shipmentId' = $1) as told
         from audit_log a where a.action = 'order.shipment_corrected' and a.subject_id = $2`,
      [parcel, id],
    )
    expect(before).toEqual({ shipmentId: parcel, carrierCode: 'SF', trackingNo: was })
    expect(told).toBe(1)
  })

  it('is not put right to one that another parcel has, nor once the goods were received', async () => {
    const [one, other] = [await paidOrder(), await paidOrder()]
    const taken = newNumber()
    await ship(one.id, undefined, taken)
    const parcel = (await ship(other.id)).shipments[0]?.id ?? ''
    expect(await codeOf(correct(parcel, taken, 'SF'))).toBe('SHIPMENT_NO_TAKEN')
    await ann.api.order.confirmReceipt({ params: { id: other.id } })
    expect(await codeOf(correct(parcel, newNumber()))).toBe('ORDER_ACTION_NOT_ALLOWED')
    expect(await codeOf(correct(freshKey(), newNumber()))).toBe('NOT_FOUND')
  })
})

describe('the carriers', () => {
  it('are arranged as a whole over the version that was read, and one that is off takes no parcel', async () => {
    const { version, items } = await operator.fulfilment.carriers()
    const arranged = items.map(({ code, enabled }) => ({ code, enabled: code === 'DBL' ? false : enabled })).reverse()
    const arrange = (list: typeof arranged, over = version) =>
      operator.fulfilment.arrangeCarriers({ body: { version: over, items: list }, idempotencyKey: freshKey() })
    expect(await codeOf(arrange(arranged.slice(1)))).toBe('VALIDATION_FAILED')
    const after = await arrange(arranged)
    expect(after.items.map(({ code }) => code)).toEqual(arranged.map(({ code }) => code))
    expect(await codeOf(arrange(arranged))).toBe('VERSION_CONFLICT')

    const { id } = await paidOrder()
    const body = { carrierCode: 'DBL', trackingNo: 'DPK202611220001' }
    expect(await codeOf(operator.order.ship({ params: { id }, body }))).toBe('CARRIER_UNKNOWN')
    const looking = await operatorOf(shop, [])
    expect(await codeOf(looking.fulfilment.carriers())).toBe('FORBIDDEN')
  })

  it('leaves nothing that contradicts itself', () => expectSoundShop(shop))
})
