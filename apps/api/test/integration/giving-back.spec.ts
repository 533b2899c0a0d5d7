import { fen } from '@jishi/kernel/money'
import { newId } from '@jishi/kernel/id'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { lockOrder } from '../../src/modules/order/locked-order.js'
import { GiveBack, type GivingBack } from '../../src/modules/order/refunds/give-back.js'
import { expectSoundShop, freshKey, operatorOf, orderOf, pay, placeNow, stockOf } from '../support/buying.js'
import { MadeGoods } from '../support/made-goods.js'
import { shopperOf, type ShopClient, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let ann: Shopper
let operator: ShopClient
let skuId: string
let parcels = 0

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  skuId = (await new MadeGoods(shop).product({ stock: 100 })).skus[0]?.skuId ?? ''
  ann = await shopperOf(shop, '13800007001')
  operator = await operatorOf(shop)
})
afterAll(async () => {
  await expectSoundShop(shop)
  await shop.close()
})

const paid = async (qty: number) => {
  const { id } = await placeNow(ann, [{ skuId, qty }])
  await pay(shop, ann, id)
  return orderOf(ann, id)
}
const give = (orderId: string, what: GivingBack['what'], reference = newId(shop.clock) as string) =>
  shop.database.transaction(async (tx) =>
    shop.get(GiveBack).run(tx, await lockOrder(tx, orderId, shop.clock.now()), { cause: 'cancelled', reference, what }),
  )
const arrive = async (): Promise<void> => {
  await shop.settle()
  await shop.simulator.settled()
  await shop.settle()
}

describe('giving back', () => {
  it('of pieces that never left frees stock and money by the piece, and the last one ends the order', async () => {
    const before = await stockOf(shop, skuId)
    const order = await paid(3)
    const lineId = order.lines[0]?.id ?? ''
    const cancel = (qty: number) => give(order.id, { lines: [{ lineId, qty, how: 'cancelled' }], fault: 'nobody' })
    const one = await cancel(1)
    expect(one).toMatchObject({ nothingLeft: false })
    expect((await stockOf(shop, skuId)).reserved).toBe(before.reserved + 2)
    await arrive()
    expect(await orderOf(ann, order.id)).toMatchObject({ state: 'paid', refundedFen: one.amountFen })
    const rest = await cancel(2)
    expect(one.amountFen + rest.amountFen).toBe(order.payableFen)
    await arrive()
    expect(await orderOf(ann, order.id)).toMatchObject({ state: 'refunded', refundedFen: order.payableFen })
    expect(await stockOf(shop, skuId)).toEqual(before)
    await expectSoundShop(shop)
  })

  it('lets the rest of a part-cancelled order be shipped and received as what it is', async () => {
    const order = await paid(2)
    await give(order.id, { lines: [{ lineId: order.lines[0]?.id ?? '', qty: 1, how: 'cancelled' }], fault: 'nobody' })
    await operator.order.ship({
      params: { id: order.id },
      body: { carrierCode: 'ZTO', trackingNo: `ZTO77000${(parcels += 1)}` },
      idempotencyKey: freshKey(),
    })
    await ann.api.order.confirmReceipt({ params: { id: order.id } })
    await arrive()
    await expectSoundShop(shop)
    await give(order.id, { lines: [{ lineId: order.lines[0]?.id ?? '', qty: 1, how: 'returned' }], fault: 'nobody' })
    await arrive()
    expect((await orderOf(ann, order.id)).state).toBe('refunded')
    await expectSoundShop(shop)
  })

  it('of freight that turned out less is one amount', async () => {
    const order = await paid(1)
    const given = await give(order.id, { freightFen: fen(100) })
    expect(given.amountFen).toBe(Math.min(100, order.totals.freightFen))
  })

  it('T29: what exceeds the line together is refused, however many ask at once', async () => {
    const order = await paid(2)
    const lineId = order.lines[0]?.id ?? ''
    const asked = Array.from({ length: 4 }, () =>
      give(order.id, { lines: [{ lineId, qty: 1, how: 'cancelled' }], fault: 'nobody' }),
    )
    const outcomes = await Promise.allSettled(asked)
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(2)
    await arrive()
    expect(await orderOf(ann, order.id)).toMatchObject({ state: 'refunded', refundedFen: order.payableFen })
  })
})
