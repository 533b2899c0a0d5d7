import { parallel } from '@jishi/testing/race'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectSoundShop, operatorOf, orderOf, patiently, pay, placeNow, stockOf } from '../support/buying.js'
import { MadeGoods } from '../support/made-goods.js'
import { Refused, shopperOf, type ShopClient, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

const BUYERS = 30

let shop: WholeShop
let goods: MadeGoods
let buyers: Shopper[]
let operators: ShopClient[]

const skuWith = async (stock: number): Promise<string> =>
  (await goods.product({ stock, pricesFen: [1_990] })).skus[0]?.skuId ?? ''
const buyer = (index: number): Shopper => buyers[index] as Shopper

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  goods = new MadeGoods(shop)
  buyers = []
  for (let n = 0; n < BUYERS; n += 1) buyers.push(await shopperOf(shop, `138000090${String(n).padStart(2, '0')}`))
  operators = [await operatorOf(shop), await operatorOf(shop)]
}, 120_000)
afterAll(() => shop.close())

const codes = (rejected: readonly unknown[]): string[] => rejected.map((error) => (error as Refused).body.code)

const paidOrder = async (who: Shopper): Promise<string> => {
  const { id } = await placeNow(who, [{ skuId: await skuWith(5), qty: 1 }])
  await pay(shop, who, id)
  return id
}

const ship = (operator: ShopClient, id: string, trackingNo: string) =>
  patiently(() => operator.order.ship({ params: { id }, body: { carrierCode: 'SF', trackingNo } }))

const postingsOf = (orderId: string): Promise<object[]> =>
  shop.database.rows(`select id from ledger_txns where kind = 'order.received' and reference = $1`, [orderId])

describe('the last pieces', () => {
  it('thirty buyers, one piece: one order', async () => {
    const skuId = await skuWith(1)
    const { fulfilled, rejected } = await parallel(BUYERS, (index) => placeNow(buyer(index), [{ skuId, qty: 1 }]))
    expect(fulfilled).toHaveLength(1)
    expect(new Set(codes(rejected))).toEqual(new Set(['OUT_OF_STOCK']))
    expect(await stockOf(shop, skuId)).toEqual({ onHand: 1, reserved: 1 })
  })

  it('seven pieces, two for each: three orders, and the one left over stays on sale', async () => {
    const skuId = await skuWith(7)
    const { fulfilled, rejected } = await parallel(BUYERS, (index) => placeNow(buyer(index), [{ skuId, qty: 2 }]))
    expect(fulfilled).toHaveLength(3)
    expect(new Set(codes(rejected))).toEqual(new Set(['OUT_OF_STOCK']))
    expect(await stockOf(shop, skuId)).toEqual({ onHand: 7, reserved: 6 })
    await placeNow(buyer(0), [{ skuId, qty: 1 }])
    expect(await stockOf(shop, skuId)).toEqual({ onHand: 7, reserved: 7 })
  })

  it('a piece that a cancel gives back is sold once', async () => {
    const skuId = await skuWith(1)
    const order = await placeNow(buyer(0), [{ skuId, qty: 1 }])
    const { fulfilled } = await parallel(BUYERS, (index) =>
      index === 0
        ? buyer(0).api.order.cancel({ params: { id: order.id } })
        : placeNow(buyer(index), [{ skuId, qty: 1 }]),
    )
    expect(fulfilled.length).toBeLessThanOrEqual(2)
    expect((await stockOf(shop, skuId)).reserved).toBe(fulfilled.length - 1)
  })
})

describe('the same step twice at once', () => {
  it('receipt confirmed by many taps: revenue once', async () => {
    const id = await paidOrder(buyer(0))
    await ship(operators[0] as ShopClient, id, 'SF9000000001')
    const { fulfilled, rejected } = await parallel(10, () =>
      patiently(() => buyer(0).api.order.confirmReceipt({ params: { id } })),
    )
    expect(fulfilled).toHaveLength(1)
    expect(new Set(codes(rejected))).toEqual(new Set(['ORDER_ACTION_NOT_ALLOWED']))
    expect(await postingsOf(id)).toHaveLength(1)
    expect((await orderOf(buyer(0), id)).state).toBe('completed')
  })

  it('one key, many taps: one confirmation, and everybody is told so', async () => {
    const id = await paidOrder(buyer(1))
    await ship(operators[0] as ShopClient, id, 'SF9000000002')
    const idempotencyKey = `confirm-${id}`
    const { rejected } = await parallel(10, () =>
      patiently(() => buyer(1).api.order.confirmReceipt({ params: { id }, idempotencyKey })),
    )
    expect(codes(rejected)).toEqual([])
    expect(await postingsOf(id)).toHaveLength(1)
  })

  it('two operators ship one order with two numbers: one parcel', async () => {
    const id = await paidOrder(buyer(2))
    const { fulfilled, rejected } = await parallel(2, (index) =>
      ship(operators[index] as ShopClient, id, `SF900000001${index}`),
    )
    expect(fulfilled).toHaveLength(1)
    expect(codes(rejected)).toEqual(['ORDER_ACTION_NOT_ALLOWED'])
    expect((await orderOf(buyer(2), id)).shipments).toHaveLength(1)
  })

  it('two operators ship one order with the same number: one parcel, and both are told so', async () => {
    const id = await paidOrder(buyer(3))
    const { rejected } = await parallel(2, (index) => ship(operators[index] as ShopClient, id, 'SF9000000020'))
    expect(codes(rejected)).toEqual([])
    expect((await orderOf(buyer(3), id)).shipments).toHaveLength(1)
  })

  it('two orders with one number at once: one of them', async () => {
    const ids = [await paidOrder(buyer(4)), await paidOrder(buyer(5))]
    const { fulfilled, rejected } = await parallel(2, (index) =>
      ship(operators[index] as ShopClient, ids[index] ?? '', 'SF9000000030'),
    )
    expect(fulfilled).toHaveLength(1)
    expect(codes(rejected)).toEqual(['SHIPMENT_NO_TAKEN'])
  })
})

it('leaves a shop without a contradiction', () => expectSoundShop(shop))
