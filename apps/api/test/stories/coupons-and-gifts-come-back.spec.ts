import type { OrderView, PlaceOrderBody, QuoteView } from '@jishi/contracts/order/order.schema'
import { dayMs, type Instant } from '@jishi/kernel/time'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { codeOf, expectSoundShop, freshKey, operatorOf, pay, refusalOf, stockOf } from '../support/buying.js'
import { claim, launched as launchedCoupon } from '../support/coupon-desk.js'
import { MadeGoods } from '../support/made-goods.js'
import { launched, lessFrom, offerOf, only } from '../support/offer-desk.js'
import { cancelPieces } from '../support/shop-desk.js'
import { shopperOf, type ShopClient, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let operator: ShopClient
let ann: Shopper
let goods: { spuId: string; skuId: string }
let shoppers = 0

const made = async (priceFen: number, stock = 50, kind: 'physical' | 'virtual' = 'physical') => {
  const { spuId, skus } = await new MadeGoods(shop).product({ pricesFen: [priceFen], stock, kind })
  return { spuId, skuId: skus[0]?.skuId ?? '' }
}

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  operator = await operatorOf(shop)
})
afterAll(() => shop.close())
beforeEach(async () => {
  ann = await shopperOf(shop, `1380002200${(shoppers += 1)}`)
  goods = await made(9_900)
})

type Asked = Pick<PlaceOrderBody, 'couponIds'>
const bodyOf = (qty: number, asked: Asked = {}) => ({
  ...{ source: 'buyNow' as const, lines: [{ skuId: goods.skuId, qty }], addressId: ann.addressId, ...asked },
})
const quote = (qty = 1, asked: Asked = {}): Promise<QuoteView> => ann.api.order.quote({ body: bodyOf(qty, asked) })
const place = (quoteId: string, qty = 1, asked: Asked = {}): Promise<OrderView> =>
  ann.api.order.place({ body: { ...bodyOf(qty, asked), quoteId } })
const cancel = (id: string) => ann.api.order.cancel({ params: { id }, idempotencyKey: freshKey() })
const couponFor = async (amountFen: number, thresholdFen = 0, who = ann): Promise<string> => {
  const scope = only({ spuIds: [goods.spuId] })
  const { id } = await launchedCoupon(shop, operator, { amountFen, thresholdFen, scope })
  return (await claim(who, id)).id
}
const newQuoteOf = async (placing: Promise<unknown>): Promise<QuoteView> => {
  const refusal = await refusalOf(placing)
  expect(refusal).toMatchObject({ status: 409, body: { code: 'QUOTE_CHANGED' } })
  return (refusal.body.details as { quote: QuoteView }).quote
}
const stateOf = async (couponId: string): Promise<string | undefined> =>
  (await ann.api.coupons.mine({ query: {} })).items.find(({ id }) => id === couponId)?.state

describe('a coupon', () => {
  it('comes back when the order closes, and so does the use of a promotion', async () => {
    const couponId = await couponFor(1_000)
    const rule = lessFrom(5_000, 500)
    const scope = only({ spuIds: [goods.spuId] })
    const offerId = await launched(operator, offerOf({ totalLimit: 1, memberLimit: 1, rule, scope }))
    const order = await place((await quote()).quoteId)
    expect(order.totals).toMatchObject({ promotionFen: 500, couponFen: 1_000, payableFen: 8_400 })
    expect(await stateOf(couponId)).toBe('locked')
    const meanwhile = await quote()
    expect(meanwhile.totals.payableFen).toBe(9_900)
    expect(meanwhile.rules.find(({ code }) => code === `offer.${offerId}`)?.reason).toBe('名额已用完')
    await cancel(order.id)
    expect(await stateOf(couponId)).toBe('held')
    expect((await quote()).totals.payableFen).toBe(8_400)
  })

  it('that was named is used and no other; none named at all is the best, and an empty list is none', async () => {
    const [small, large] = [await couponFor(300), await couponFor(900)]
    expect((await quote()).totals.couponFen).toBe(900)
    expect((await quote(1, { couponIds: [] })).totals.couponFen).toBe(0)
    const chosen = await quote(1, { couponIds: [small] })
    expect(chosen).toMatchObject({ bestSavedFen: 900, totals: { couponFen: 300 } })
    expect(chosen.coupons.map(({ coupon, chosen: isChosen }) => [coupon.id, isChosen])).toEqual([
      [large, false],
      [small, true],
    ])
    expect(await codeOf(quote(1, { couponIds: [small, large] }))).toBe('VALIDATION_FAILED')
    await place(chosen.quoteId, 1, { couponIds: [small] })
    expect([await stateOf(small), await stateOf(large)]).toEqual(['locked', 'held'])
  })

  it('that is gone when the order is placed is told with the new quote, whoever chose it', async () => {
    const couponId = await couponFor(1_000)
    const [best, named] = [await quote(), await quote(1, { couponIds: [couponId] })]
    await place(best.quoteId)
    const without = await newQuoteOf(place(best.quoteId))
    expect(without.totals.payableFen).toBe(9_900)
    const again = await newQuoteOf(place(named.quoteId, 1, { couponIds: [couponId] }))
    expect(again.quoteId).toBe(without.quoteId)
    expect(await codeOf(quote(1, { couponIds: [couponId] }))).toBe('COUPON_NOT_USABLE')
    expect((await place(again.quoteId, 1, { couponIds: [] })).payableFen).toBe(9_900)
  })

  it('of somebody else is as good as none, and one whose threshold is no longer reached takes nothing off', async () => {
    const other = await shopperOf(shop, `1380002201${shoppers}`)
    const foreign = await couponFor(1_000, 0, other)
    expect(await codeOf(quote(1, { couponIds: [foreign] }))).toBe('NOT_FOUND')
    expect(await codeOf(place('0'.repeat(64), 1, { couponIds: [foreign] }))).toBe('NOT_FOUND')
    const couponId = await couponFor(1_000, 15_000)
    const two = await quote(2)
    expect(two.totals.couponFen).toBe(1_000)
    const one = await newQuoteOf(place(two.quoteId, 1, { couponIds: [couponId] }))
    expect(one.totals).toMatchObject({ couponFen: 0, payableFen: 9_900 })
    expect(one.coupons[0]).toMatchObject({ chosen: true, usable: false, reason: '还差 51.00 元' })
  })

  it('that ran out meanwhile stays over for a change of mind, and has by the shop’s fault the days an operator set', async () => {
    const now = shop.clock.now()
    const daysLeftAfter = async (reason: 'not_wanted' | 'late'): Promise<number> => {
      const couponId = await couponFor(1_000)
      const order = await place((await quote(1, { couponIds: [couponId] })).quoteId, 1, { couponIds: [couponId] })
      await pay(shop, ann, order.id)
      await shop.database.execute(`update coupons set until_at = from_at + interval '1 second' where id = $1`, [
        couponId,
      ])
      const lines = order.lines.map(({ id: lineId }) => ({ lineId, qty: 1 }))
      const body = { orderId: order.id, kind: 'refund_only' as const, reason, lines }
      const { id, fast } = await ann.api.afterSale.apply({ body, idempotencyKey: freshKey() })
      expect(fast).toBe(reason === 'not_wanted')
      if (!fast) await operator.afterSale.approve({ params: { id }, idempotencyKey: freshKey() })
      const coupon = await shop.database.one<{ state: string; untilAt: Instant }>(
        `select state, until_at as "untilAt" from coupons where id = $1`,
        [couponId],
      )
      expect(coupon.state).toBe('held')
      return Math.round((coupon.untilAt - now) / dayMs)
    }
    expect(await daysLeftAfter('not_wanted')).toBe(0)
    expect(await daysLeftAfter('late')).toBe(7)
    const { afterSale } = await operator.settings.all()
    const value = { ...afterSale.value, couponGraceDays: 20 }
    await operator.settings.change({ body: { key: 'afterSale', value, expectedVersion: afterSale.version } })
    expect(await daysLeftAfter('late')).toBe(20)
  })

  it('may pay for everything: such an order is paid at once, and the coupon used', async () => {
    goods = await made(9_900, 5, 'virtual')
    const couponId = await couponFor(99_000)
    const order = await place((await quote()).quoteId)
    expect(order).toMatchObject({ state: 'paid', payableFen: 0, totals: { couponFen: 9_900 } })
    expect(await stateOf(couponId)).toBe('used')
  })
})

describe('a gift', () => {
  const giving = async (stock: number): Promise<string> => {
    const { skuId } = await made(1_500, stock)
    const rule = { kind: 'gift' as const, measure: 'pieces' as const, from: 1, gifts: [{ skuId, qty: 1 }] }
    await launched(operator, offerOf({ rule, scope: only({ spuIds: [goods.spuId] }) }))
    return skuId
  }

  it('goes along and back: its piece is held with the order and free again when it closes', async () => {
    const gift = await giving(1)
    const order = await place((await quote()).quoteId)
    expect(order.lines.map(({ skuId, role }) => [skuId, role])).toEqual([
      [goods.skuId, 'main'],
      [gift, 'gift'],
    ])
    expect((await quote()).rules.find(({ refusal }) => refusal?.code === 'gift_gone')).toBeDefined()
    await cancel(order.id)
    expect(await stockOf(shop, gift)).toEqual({ onHand: 1, reserved: 0 })
  })

  it('that is left alone in the shop is cancelled by the shop for nothing, one whose goods wait goes with them', async () => {
    const gift = await giving(1)
    const order = await place((await quote()).quoteId)
    await pay(shop, ann, order.id)
    const [main = '', extra = ''] = order.lines.map(({ id }) => id)
    const alone = { lines: [{ lineId: extra, qty: 1 }], reason: 'out_of_stock' as const }
    expect(await codeOf(cancelPieces(operator, order.id, alone))).toBe('NOT_FOUND')
    const body = { carrierCode: 'ZTO', trackingNo: 'ZTO22990001', pieces: [{ lineId: main, qty: 1 }] }
    await operator.order.ship({ params: { id: order.id }, body, idempotencyKey: freshKey() })
    const params = { id: order.id }
    const whole = await operator.shopChange.previewCancellation({ params, body: { reason: 'out_of_stock' } })
    expect(whole).toMatchObject({ amountFen: 0 })
    expect(whole.lines.filter(({ qty }) => qty > 0).map(({ lineId }) => lineId)).toEqual([extra])
    const after = await cancelPieces(operator, order.id, alone)
    expect(after).toMatchObject({ state: 'shipped', refundedFen: 0, cancellations: [{ amountFen: 0 }] })
    expect(await stockOf(shop, gift)).toEqual({ onHand: 1, reserved: 0 })
    await shop.settle()
  })

  it('that somebody else was faster at changes the quote; nobody hears that it is out of stock', async () => {
    const gift = await giving(1)
    const { quoteId } = await quote()
    await shop.database.execute('update stocks set reserved = on_hand where sku_id = $1', [gift])
    const without = await newQuoteOf(place(quoteId))
    expect(without.lines.map(({ role }) => role)).toEqual(['main'])
    expect(without.problems).toEqual([])
    await shop.database.execute('update stocks set reserved = 0 where sku_id = $1', [gift])
  })

  it('and a promotion that was stopped meanwhile changes it as well', async () => {
    const rule = lessFrom(5_000, 500)
    const offerId = await launched(operator, offerOf({ rule, scope: only({ spuIds: [goods.spuId] }) }))
    const { quoteId, totals } = await quote()
    expect(totals.promotionFen).toBe(500)
    await operator.offers.stop({ params: { id: offerId } })
    expect((await newQuoteOf(place(quoteId))).totals.promotionFen).toBe(0)
  })

  it('nothing contradicts itself afterwards', () => expectSoundShop(shop))
})
