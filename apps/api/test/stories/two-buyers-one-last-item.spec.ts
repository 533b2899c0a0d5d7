import { parallel } from '@jishi/testing/race'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectSoundShop, freshKey, placeNow, quoteNow, refusalOf, stockOf } from '../support/buying.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { MadeGoods } from '../support/made-goods.js'
import { Refused, shopperOf, type Shopper } from '../support/shopper.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let goods: MadeGoods
let buyers: Shopper[]

const skuWith = async (stock: number): Promise<string> =>
  (await goods.product({ stock, pricesFen: [1_990] })).skus[0]?.skuId ?? ''

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  goods = new MadeGoods(shop)
  buyers = await Promise.all(
    Array.from({ length: 20 }, (_, index) => shopperOf(shop, `138000020${String(index).padStart(2, '0')}`)),
  )
})
afterAll(() => shop.close())

const [FIRST, SECOND] = [0, 1]
const buyer = (index: number): Shopper => buyers[index] as Shopper

describe('the last pieces', () => {
  it('two buyers, one last item: one order, one clear refusal', async () => {
    const skuId = await skuWith(1)
    const outcomes = await parallel(2, (index) => placeNow(buyer(index), [{ skuId, qty: 1 }]))
    expect(outcomes.fulfilled).toHaveLength(1)
    const [refusal] = outcomes.rejected as Refused[]
    expect(refusal).toMatchObject({
      status: 409,
      body: { code: 'OUT_OF_STOCK', details: { items: [{ skuId, available: 0 }] } },
    })
    expect(await stockOf(shop, skuId)).toEqual({ onHand: 1, reserved: 1 })
  })

  it('twenty buyers, three pieces: exactly three orders', async () => {
    const skuId = await skuWith(3)
    const outcomes = await parallel(20, (index) => placeNow(buyer(index), [{ skuId, qty: 1 }]))
    expect(outcomes.fulfilled).toHaveLength(3)
    expect(new Set((outcomes.rejected as Refused[]).map(({ body }) => body.code))).toEqual(new Set(['OUT_OF_STOCK']))
    expect(await stockOf(shop, skuId)).toEqual({ onHand: 3, reserved: 3 })
  })

  it('crossing orders of the same goods wait for each other instead of failing', async () => {
    const [apple, bread] = [await skuWith(40), await skuWith(40)]
    const lines = [
      { skuId: apple, qty: 1 },
      { skuId: bread, qty: 1 },
    ]
    const outcomes = await parallel(20, (index) =>
      placeNow(buyer(index), index % 2 === 0 ? lines : [...lines].reverse()),
    )
    expect(outcomes.rejected).toEqual([])
    expect(await stockOf(shop, apple)).toEqual({ onHand: 40, reserved: 20 })
    expect(await stockOf(shop, bread)).toEqual({ onHand: 40, reserved: 20 })
  })

  it('all lines or none: a refused order holds nothing of what was there', async () => {
    const [plenty, scarce] = [await skuWith(9), await skuWith(1)]
    await placeNow(buyer(FIRST), [{ skuId: scarce, qty: 1 }])
    const lines = [
      { skuId: plenty, qty: 2 },
      { skuId: scarce, qty: 1 },
    ]
    const quote = await quoteNow(buyer(SECOND), lines)
    expect(quote.problems).toEqual([{ skuId: scarce, code: 'OUT_OF_STOCK', available: 0 }])
    const refusal = await refusalOf(
      buyer(SECOND).api.order.place({
        body: { source: 'buyNow', lines, addressId: buyer(SECOND).addressId, quoteId: quote.quoteId },
        idempotencyKey: freshKey(),
      }),
    )
    expect(refusal.body).toMatchObject({ code: 'OUT_OF_STOCK', details: { items: [{ skuId: scarce, available: 0 }] } })
    expect(await stockOf(shop, plenty)).toEqual({ onHand: 9, reserved: 0 })
  })

  it('nothing contradicts itself afterwards', () => expectSoundShop(shop))
})
