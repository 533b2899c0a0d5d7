import { parallel } from '@jishi/testing/race'
import { eventually } from '@jishi/testing/settle'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectSoundShop, freshKey, operatorOf, orderOf, pay, placeNow, startPaying } from '../support/buying.js'
import { launched } from '../support/coupon-desk.js'
import { addressIn, FAR, FAR_FEN, goodsByRegion, HERE_FEN, sendTo } from '../support/far-away.js'
import { arrive, cancelPieces, moneyOf } from '../support/shop-desk.js'
import { Refused, shopperOf, type ShopClient, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let ann: Shopper
let desk: ShopClient
let skuId: string
let parcels = 0

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  desk = await operatorOf(shop)
  skuId = await goodsByRegion(shop, desk)
  ann = await shopperOf(shop, '13800003401')
})
afterAll(() => shop.close())

const paid = async (qty = 1): Promise<string> => {
  const { id } = await placeNow(ann, [{ skuId, qty }])
  await pay(shop, ann, id)
  return id
}
/** A clear refusal with one of these codes, and nothing else. */
const refusedWith = (reasons: readonly unknown[], codes: readonly string[]): void => {
  for (const reason of reasons) expect(codes).toContain(reason instanceof Refused ? reason.body.code : String(reason))
}

describe('at the same time', () => {
  it('the money for a dearer way and the cancelling of it all: whoever is first, every fen goes back', async () => {
    const far = await addressIn(shop, ann, FAR)
    for (let round = 0; round < 4; round += 1) {
      const id = await paid()
      await sendTo(ann, id, far, FAR_FEN - HERE_FEN)
      const { attemptNo } = await startPaying(ann, id)
      const [, cancelled] = await Promise.allSettled([shop.simulator.pay(attemptNo), cancelPieces(desk, id)])
      // The money may have come between the preview and the cancelling: then the amount is another, and is looked at anew.
      if (cancelled.status === 'rejected') {
        refusedWith([cancelled.reason], ['REFUND_CHANGED', 'ORDER_ACTION_NOT_ALLOWED'])
        await arrive(shop)
        await cancelPieces(desk, id)
      }
      await eventually(async () => {
        await arrive(shop)
        await shop.sweep('order.drop-supplements')
        const { came, back } = await moneyOf(shop, id)
        return came === back && (await orderOf(ann, id)).state === 'refunded'
      })
    }
  })

  it('ten who cancel the same piece: it goes back once', async () => {
    const id = await paid()
    const { amountFen } = await desk.shopChange.previewCancellation({ params: { id }, body: { reason: 'risk' } })
    const body = { reason: 'risk' as const, amountFen }
    const { fulfilled, rejected } = await parallel(10, () =>
      desk.shopChange.cancelPieces({ params: { id }, body, idempotencyKey: freshKey() }),
    )
    expect(fulfilled).toHaveLength(1)
    refusedWith(rejected, ['ORDER_ACTION_NOT_ALLOWED'])
    await arrive(shop)
    expect(await orderOf(ann, id)).toMatchObject({ state: 'refunded', refundedFen: amountFen })
  })

  it('a parcel and a cancellation: the pieces leave or go back, never both', async () => {
    for (let round = 0; round < 4; round += 1) {
      const id = await paid(2)
      const body = { carrierCode: 'ZTO', trackingNo: `ZTO34000${(parcels += 1)}` }
      const outcomes = await Promise.allSettled([
        desk.order.ship({ params: { id }, body, idempotencyKey: freshKey() }),
        cancelPieces(desk, id),
      ])
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      const [line] = (await orderOf(ann, id)).lines
      expect([line?.shippedQty, line?.cancelledQty].sort()).toEqual([0, 2])
    }
  })

  it('the last coupon for two cancellations: the one without it does not happen at all', async () => {
    const { id: couponTemplateId } = await launched(shop, desk, {
      name: '最后一张',
      way: 'issue',
      listed: false,
      total: 1,
    })
    const orders = [await paid(), await paid()]
    const outcomes = await Promise.allSettled(orders.map((id) => cancelPieces(desk, id, { couponTemplateId })))
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    refusedWith(
      outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : [])),
      ['COMPENSATION_REFUSED'],
    )
    await arrive(shop)
    const states = await Promise.all(orders.map(async (id) => (await orderOf(ann, id)).state))
    expect(states.sort()).toEqual(['paid', 'refunded'])
  })
})

it('leaves the shop sound', async () => {
  await arrive(shop)
  await expectSoundShop(shop)
})
