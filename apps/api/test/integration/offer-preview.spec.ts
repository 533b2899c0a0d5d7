import type { PreviewView } from '@jishi/contracts/promotion/offers.schema'
import { newId } from '@jishi/kernel/id'
import { fen } from '@jishi/kernel/money'
import { instantOf, systemClock } from '@jishi/kernel/time'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PastOrders, type PastOrder } from '../../src/modules/promotion/index.js'
import { codeOf, operatorOf, placeNow } from '../support/buying.js'
import { MadeGoods } from '../support/made-goods.js'
import { lessFrom, offerOf, only } from '../support/offer-desk.js'
import { shopperOf, type ShopClient } from '../support/shopper.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let operator: ShopClient
let spuId: string
let skuId: string

beforeAll(async () => {
  shop = await startWholeShop({ worker: false })
  operator = await operatorOf(shop)
  const made = await new MadeGoods(shop).product({ pricesFen: [5_000] })
  spuId = made.spuId
  skuId = made.skus[0]?.skuId ?? ''
  const ann = await shopperOf(shop, '13800007301')
  for (const qty of [1, 2, 3]) await placeNow(ann, [{ skuId, qty }])
})
afterAll(() => shop.close())

const preview = (over: Parameters<typeof offerOf>[0] = {}, days = 7): Promise<PreviewView> =>
  operator.offers.preview({ body: { offer: offerOf({ scope: only({ spuIds: [spuId] }), ...over }), days } })
const written = () =>
  shop.database.one<object>(
    `select (select count(*) from orders) as orders, (select count(*) from price_receipts) as receipts,
            (select count(*) from offers) as offers, (select count(*) from offer_usages) as uses,
            (select count(*) from audit_log) as logged`,
  )

describe('the preview of a promotion', () => {
  it('prices what was ordered with and without it, and keeps nothing of it', async () => {
    const before = await written()
    const view = await preview()
    expect(view).toMatchObject({ orders: 3, applied: 2, cheaper: 2, dearer: 0, discountFen: 4_000 })
    expect(view.payableFen - view.wouldBeFen).toBe(4_000)
    expect(view.samples.map(({ why }) => why === null)).toEqual([true, true, false])
    expect(await written()).toEqual(before)
  })

  it('names what it would have sold below its floor', async () => {
    await shop.database.execute('update skus set floor_fen = 4001 where id = $1', [skuId])
    expect((await preview()).belowFloor).toMatchObject([{ skuId, spuId, floorFen: 4_001, lowestFen: 4_000 }])
    expect((await preview({ rule: lessFrom(9_900, 1_000) })).belowFloor).toEqual([])
  })

  it('tries a form of any kind, also one that could not be launched', async () => {
    const nowhere = '0197a000-0000-7000-8000-00000000000f'
    const gift = { kind: 'gift' as const, measure: 'pieces' as const, from: 2, gifts: [{ skuId: nowhere, qty: 1 }] }
    expect(await preview({ rule: gift })).toMatchObject({ applied: 2, cheaper: 0, discountFen: 0 })
    expect(await preview({ rule: { kind: 'nth_piece', nth: 2, offBp: 5_000 } })).toMatchObject({ discountFen: 5_000 })
    expect(await codeOf(preview({ rule: lessFrom(100, 200) }))).toBe('VALIDATION_FAILED')
    expect(await preview({ fromAt: '2099-01-01T00:00:00.000Z', untilAt: '2099-02-01T00:00:00.000Z' })).toMatchObject({
      applied: 2,
    })
  })

  it('looks at two thousand orders at most, also of an engine that knew no promotions, and lets others have their turns', async () => {
    const at = instantOf('2026-01-01T00:00:00Z')
    const base = { list: 'base', minQty: 1, priceFen: fen(5_000), fromAt: null, untilAt: null, limited: false }
    const facts = {
      context: { channel: null, storeId: null, level: null, at },
      lines: [{ skuId, qty: 2, prices: [base], parcel: true }],
      freight: { baseFen: fen(800), freeOverFen: fen(9_000), noDeliveryRegionPrefixes: [] },
      regionCode: '110101',
      minimumFen: fen(0),
    }
    let asked = 0
    let turns = 0
    let turnsWhileTrying = 0
    // Counted in turns of the event loop, not in milliseconds: a fast machine tries a whole page within one.
    let waiting = setImmediate(function turn() {
      turns += 1
      waiting = setImmediate(turn)
    })
    shop.get(PastOrders).register((_reader, { limit }) => {
      // The first page begins the trying. Pages come at once, so only a turn given away lets the others in between.
      if (asked === 0) turns = 0
      turnsWhileTrying = turns
      asked += limit
      return Promise.resolve(
        Array.from({ length: limit }, (): PastOrder => ({ orderId: newId(systemClock), orderNo: 'A1', at, facts })),
      )
    })
    const everywhere = offerOf({ rule: lessFrom(9_900, 2_000) })
    const view = await operator.offers.preview({ body: { offer: everywhere, days: 90 } })
    clearImmediate(waiting)
    expect(asked).toBe(2_000)
    expect(turnsWhileTrying).toBeGreaterThan(0)
    // 100.00 without freight; 80.00 and the freight of 8.00 with it
    expect(view).toMatchObject({ orders: 2_000, cheaper: 2_000, payableFen: 20_000_000, wouldBeFen: 17_600_000 })
    expect(view.samples).toHaveLength(10)
  })
})
