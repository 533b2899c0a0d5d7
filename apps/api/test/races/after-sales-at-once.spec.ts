import { parallel } from '@jishi/testing/race'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { AfterSaleDesk, trackingNo } from '../support/after-sale-desk.js'
import { expectSoundShop, operatorOf, orderOf, pay, stockOf } from '../support/buying.js'
import { MadeGoods } from '../support/made-goods.js'
import { Refused, shopperOf } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let desk: AfterSaleDesk
let own: string
let same: string
let dearer: string
let shoppers = 0

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
})
afterAll(async () => {
  await expectSoundShop(shop)
  await shop.close()
})
beforeEach(async () => {
  const who = await shopperOf(shop, `1380004100${(shoppers += 1)}`)
  desk = new AfterSaleDesk(shop, who, await operatorOf(shop))
  const { skus } = await new MadeGoods(shop).product({ stock: 20, pricesFen: [3_000, 3_000, 3_700] })
  ;[own = '', same = '', dearer = ''] = skus.map(({ skuId }) => skuId)
})

const codesOf = (rejected: readonly unknown[]): Set<string> =>
  new Set(rejected.map((refusal) => (refusal instanceof Refused ? refusal.body.code : String(refusal))))
const wholeOf = (orderId: string) => orderOf(desk.who, orderId)

describe('after-sales at once', () => {
  it('ten approvals of an exchange keep its goods once, and ten parcels are one', async () => {
    const order = await desk.shipped(own, 1)
    const { id } = await desk.exchange(order, 1, same)
    const approvals = await parallel(10, () => desk.approve(id))
    expect(approvals.fulfilled).toHaveLength(1)
    expect(codesOf(approvals.rejected)).toEqual(new Set(['AFTER_SALE_ACTION_NOT_ALLOWED']))
    expect(await stockOf(shop, same)).toEqual({ onHand: 20, reserved: 1 })
    await desk.sendBack(id)
    await desk.inspect(id, order, 1)
    const parcels = await parallel(10, () => desk.resend(id, trackingNo()))
    expect(parcels.fulfilled).toHaveLength(1)
    expect(await stockOf(shop, same)).toEqual({ onHand: 19, reserved: 0 })
    expect(await stockOf(shop, own)).toEqual({ onHand: 20, reserved: 0 })
  })

  it('refunds and exchanges that together are more than was bought get through as far as there are pieces', async () => {
    const order = await desk.shipped(own, 3)
    const { fulfilled, rejected } = await parallel(8, (n) =>
      n % 2 === 0 ? desk.exchange(order, 1, same) : desk.apply(order, 1, { kind: 'return_refund' }),
    )
    expect(fulfilled).toHaveLength(3)
    expect(codesOf(rejected)).toEqual(new Set(['AFTER_SALE_NOT_POSSIBLE']))
  })

  it('the last piece that is wanted is kept for one of two exchanges', async () => {
    const { skus } = await new MadeGoods(shop).product({ stock: 2, pricesFen: [2_000, 2_000] })
    const [mine = '', wanted = ''] = skus.map(({ skuId }) => skuId)
    const order = await desk.shipped(mine, 2)
    const cases = [await desk.exchange(order, 1, wanted), await desk.exchange(order, 1, wanted)]
    await desk.paid(wanted, 1)
    const { fulfilled, rejected } = await parallel(2, (n) => desk.approve(cases[n]?.id ?? ''))
    expect(fulfilled).toHaveLength(1)
    expect(codesOf(rejected)).toEqual(new Set(['OUT_OF_STOCK']))
  })

  it('paying the difference and giving the exchange up leave goods and money on one side', async () => {
    const order = await desk.shipped(own, 1)
    const { id } = await desk.exchange(order, 1, dearer)
    await desk.approve(id)
    await Promise.allSettled([pay(shop, desk.who, order.id), desk.withdraw(id)])
    await desk.arrive()
    const { state, exchange } = await desk.one(id)
    const [paid, back] = [exchange?.difference, (await wholeOf(order.id)).refundedFen]
    const ends = { withdrawn: ['given_back', 'unpaid'], awaiting_return: ['paid'], awaiting_difference: ['unpaid'] }
    expect(Object.keys(ends)).toContain(state)
    expect(ends[state as keyof typeof ends]).toContain(paid)
    expect(back).toBe(paid === 'given_back' ? 700 : 0)
    expect((await stockOf(shop, dearer)).reserved).toBe(state === 'withdrawn' ? 0 : 1)
  })

  it('shipping and a refund of the same piece: it leaves or its money goes back', async () => {
    const order = await desk.paid(own, 1)
    const wish = { kind: 'refund_only' as const, reason: 'not_wanted' as const }
    const [shipping, refund] = await Promise.allSettled([desk.ship(order.id), desk.apply(order, 1, wish)])
    await desk.arrive()
    const { state, refundedFen, payableFen } = await wholeOf(order.id)
    expect([shipping.status, refund.status].sort()).toEqual(['fulfilled', 'rejected'])
    expect({ state, refundedFen }).toEqual(
      refund.status === 'fulfilled'
        ? { state: 'refunded', refundedFen: payableFen }
        : { state: 'shipped', refundedFen: 0 },
    )
    expect((await stockOf(shop, own)).onHand).toBe(refund.status === 'fulfilled' ? 20 : 19)
  })

  it('a replacement that leaves while it is given up: it is sent or its money goes back', async () => {
    const order = await desk.shipped(own, 1)
    const id = await desk.toResend(order, same)
    const [sent, instead] = await Promise.allSettled([desk.resend(id), desk.refundInstead(id)])
    await desk.arrive()
    expect([sent.status, instead.status].sort()).toEqual(['fulfilled', 'rejected'])
    const gone = sent.status === 'fulfilled'
    expect(await stockOf(shop, same)).toEqual({ onHand: gone ? 19 : 20, reserved: 0 })
    expect((await wholeOf(order.id)).refundedFen).toBe(gone ? 0 : order.payableFen)
  })

  it('a lost replacement that its buyer has after all: received or paid back, and ten refunds are one', async () => {
    const order = await desk.shipped(own, 1)
    const id = await desk.toResend(order, dearer)
    await desk.resend(id)
    await desk.losesReplacement(id)
    const { fulfilled, rejected } = await parallel(11, (n) => (n === 5 ? desk.take(id) : desk.refundInstead(id)))
    expect(fulfilled).toHaveLength(1)
    expect(codesOf(rejected)).toEqual(new Set(['AFTER_SALE_ACTION_NOT_ALLOWED']))
    await desk.arrive()
    const back = (await desk.one(id)).refund !== null
    expect((await wholeOf(order.id)).refundedFen).toBe(back ? order.payableFen + 700 : 0)
  })

  it('the receipt and an after-sale of it both stand, and the money is that of what was kept', async () => {
    const order = await desk.shipped(own, 2)
    const [receipt, sale] = await Promise.allSettled([desk.receive(order.id), desk.apply(order, 1, {})])
    expect([receipt.status, sale.status]).toEqual(['fulfilled', 'fulfilled'])
    const id = sale.status === 'fulfilled' ? sale.value.id : ''
    await desk.approve(id)
    await desk.sendBack(id)
    await desk.inspect(id, order, 1)
    await desk.arrive()
    expect(await wholeOf(order.id)).toMatchObject({ state: 'completed', refundedFen: 3_000 })
  })
})
