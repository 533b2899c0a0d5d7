import type { CartView } from '@jishi/contracts/order/cart.schema'
import type { OrderView, QuoteView } from '@jishi/contracts/order/order.schema'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { add, cartBody, expectSoundShop, operatorOf, pay, stockOf } from '../support/buying.js'
import { claim, heldBy, launched as launchedCoupon } from '../support/coupon-desk.js'
import { MadeGoods } from '../support/made-goods.js'
import { launched, offerOf, only } from '../support/offer-desk.js'
import { clientOf, shopperOf, type ShopClient, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let operator: ShopClient
let ann: Shopper
let apples: { spuId: string; skuId: string }
let bread: { spuId: string; skuId: string }
let bag: { spuId: string; skuId: string }
let reduction: string
let giving: string

const made = async (title: string, priceFen: number, stock = 50) => {
  const { spuId, skus } = await new MadeGoods(shop).product({ title, pricesFen: [priceFen], stock })
  return { spuId, skuId: skus[0]?.skuId ?? '' }
}

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  operator = await operatorOf(shop)
  ann = await shopperOf(shop, '13800021001')
  apples = await made('苹果', 2_990)
  bread = await made('可颂', 3_990)
  bag = await made('帆布袋', 1_500, 2)
  reduction = await launched(operator, offerOf({ totalLimit: 50, memberLimit: 5 }))
  const gifts = {
    kind: 'gift' as const,
    measure: 'amount' as const,
    from: 8_000,
    gifts: [{ skuId: bag.skuId, qty: 1 }],
  }
  giving = await launched(operator, offerOf({ name: '满 80 送帆布袋', priority: 20, rule: gifts }))
  const scope = only({ spuIds: [apples.spuId] })
  const { id } = await launchedCoupon(shop, operator, { name: '水果券', amountFen: 800, thresholdFen: 5_000, scope })
  await claim(ann, id)
  const freight = { kind: 'shipping' as const, amountFen: 500, thresholdFen: 0 }
  const shipping = await launchedCoupon(shop, operator, { name: '运费券', ...freight })
  await claim(ann, shipping.id)
})
afterAll(() => shop.close())

const usesOf = (offerId: string) =>
  shop.database.rows<{ state: string; orderId: string }>(
    `select state, order_id as "orderId" from offer_usages where offer_id = $1 order by created_at`,
    [offerId],
  )
const appliedIn = ({ rules }: Pick<QuoteView, 'rules'>) =>
  rules.filter(({ applied, amountFen }) => applied && amountFen !== 0).map(({ stage, amountFen }) => [stage, amountFen])

describe('apples 3 × 29.90 and a croissant 39.90; 满 99 减 20, a coupon of 8 on fruit, a bag along', () => {
  let cart: CartView
  let quote: QuoteView
  let order: OrderView

  it('are one price in the cart, the quote and the order', async () => {
    await add(ann, apples.skuId, 3)
    cart = await add(ann, bread.skuId)
    const { cartVersion } = cart
    quote = await ann.api.order.quote({ body: { source: 'cart', cartVersion, addressId: ann.addressId } })
    order = await ann.api.order.place({ body: await cartBody(ann) })
    const seen = await operator.order.adminOrder({ params: { id: order.id } })
    expect(cart.totals).toEqual(quote.totals)
    expect(order.totals).toEqual(quote.totals)
    expect(order.rules).toEqual(quote.rules)
    expect(seen.rules).toEqual(quote.rules)
    expect(order.totals).toMatchObject({ promotionFen: 2_000, couponFen: 800, goodsPaidFen: 10_160 })
    expect(cart).toMatchObject({ selectedFen: 10_160, savedFen: 2_800, selectedQty: 4 })
    expect(cart.coupons).toMatchObject([{ name: '水果券', savedFen: 800 }])
  })

  it('the shares of every rule stand on their line, and the gift goes with the first line that was counted', () => {
    const line = (skuId: string) => order.lines.find((one) => one.skuId === skuId)
    expect(line(apples.skuId)).toMatchObject({ promotionFen: 1_384, couponFen: 800, goodsPaidFen: 6_786, role: 'main' })
    expect(line(bread.skuId)).toMatchObject({ promotionFen: 616, couponFen: 0, goodsPaidFen: 3_374 })
    const counted = [apples.skuId, bread.skuId].sort()[0] ?? ''
    expect(order.lines[2]).toMatchObject({
      ...{ skuId: bag.skuId, role: 'gift', giftOfLineId: line(counted)?.id, giftValueFen: 1_500, payableFen: 0 },
    })
    expect(cart.items.find(({ skuId }) => skuId === counted)?.gifts).toMatchObject([{ skuId: bag.skuId, qty: 1 }])
    expect(appliedIn(order)).toEqual([
      ['promotion', 2_000],
      ['coupon', 800],
    ])
  })

  it('is read in English by whoever reads English, and what an operator typed stays as it is', async () => {
    const english = clientOf(shop, { ...ann.headers, 'accept-language': 'en' })
    const read = await english.order.order({ params: { id: order.id } })
    const named = (rules: OrderView['rules'], start: string) =>
      rules.find(({ code, applied }) => applied && code.startsWith(start))?.label
    expect([named(order.rules, 'offer.'), named(read.rules, 'offer.')]).toEqual(['满 99 减 20', '¥20 off over ¥99'])
    expect(named(read.rules, 'coupon.')).toBe('水果券')
    const asked = { body: { lines: [{ skuId: apples.skuId, qty: 4 }] } }
    const [shown, told] = [await ann.api.order.previewCart(asked), await english.order.previewCart(asked)]
    expect([named(shown.rules, 'offer.'), named(told.rules, 'offer.')]).toEqual(['满 99 减 20', '¥20 off over ¥99'])
    expect(told.items[0]?.offers.map(({ label }) => label)).toContain('¥20 off over ¥99')
    expect(told.totals).toEqual(shown.totals)
    expect(read.rules.map(({ label: _label, ...rest }) => rest)).toEqual(
      order.rules.map(({ label: _label, ...rest }) => rest),
    )
  })

  it('what was not chosen says why', () => {
    expect(quote.bestSavedFen).toBe(800)
    expect(quote.coupons.map(({ coupon, usable, chosen, reason }) => [coupon.name, usable, chosen, reason])).toEqual([
      ['水果券', true, true, null],
      ['运费券', false, false, '本单没有运费'],
    ])
  })

  it('holds the coupon, the promotion and the bag until it is paid, and then for good', async () => {
    const held = (await heldBy(ann)).filter(({ state }) => state === 'held')
    expect(held.map(({ name }) => name)).toEqual(['运费券'])
    expect(await usesOf(reduction)).toEqual([{ state: 'held', orderId: order.id }])
    expect(await usesOf(giving)).toEqual([{ state: 'held', orderId: order.id }])
    expect(await stockOf(shop, bag.skuId)).toEqual({ onHand: 2, reserved: 1 })
    await pay(shop, ann, order.id)
    expect(await usesOf(reduction)).toEqual([{ state: 'used', orderId: order.id }])
    const { items } = await ann.api.coupons.mine({ query: { state: 'used' } })
    expect(items.map(({ name, orderId }) => [name, orderId])).toEqual([['水果券', order.id]])
  })

  it('becomes revenue with what was given away beside it, when it is received', async () => {
    await operator.order.ship({ params: { id: order.id }, body: { carrierCode: 'SF', trackingNo: 'SF2100000001' } })
    await ann.api.order.confirmReceipt({ params: { id: order.id } })
    const legs = await shop.database.rows<{ code: string; amount: number }>(
      `select e.account_code as code, e.amount_fen as amount from ledger_txns t join ledger_entries e on e.txn_id = t.id
        where t.kind = 'order.received' and t.reference = $1`,
      [order.id],
    )
    expect(Object.fromEntries(legs.map(({ code, amount }) => [code, amount]))).toEqual({
      ...{ contract_liability: 10_160, discount_promotion: 2_000, discount_coupon: 800, sales: -12_960 },
    })
    expect(await stockOf(shop, bag.skuId)).toEqual({ onHand: 1, reserved: 0 })
  })
})

describe('a cart on the way to a promotion', () => {
  it('says what is missing and what would be gained, to guests as well', async () => {
    const guest = clientOf(shop)
    const cart = await guest.order.previewCart({ body: { lines: [{ skuId: apples.skuId, qty: 2 }] } })
    expect(cart.hints).toMatchObject([
      { offerId: reduction, label: '满 99 减 20', missingFen: 3_920, missingQty: null, gainFen: 2_000 },
      { offerId: giving, missingFen: 2_020, gainFen: 0 },
    ])
    expect(cart.items[0]?.offers.map(({ id }) => id)).toEqual([reduction, giving])
    expect(cart).toMatchObject({ selectedFen: 5_980, savedFen: 0, coupons: [] })
  })

  it('a coupon for the freight lowers it, and the shares add up to what is left', async () => {
    const lines = [{ skuId: bread.skuId, qty: 1 }]
    const body = { source: 'buyNow' as const, lines, addressId: ann.addressId }
    const { quoteId, totals, rules } = await ann.api.order.quote({ body })
    expect(totals).toMatchObject({ goodsPaidFen: 3_990, freightFen: 300, payableFen: 4_290, couponFen: 0 })
    expect(rules.filter(({ stage, applied }) => stage === 'freight' && applied).map((rule) => rule.amountFen)).toEqual([
      800, -500,
    ])
    const order = await ann.api.order.place({ body: { ...body, quoteId } })
    const { amount } = await shop.database.one<{ amount: number }>(
      'select amount_fen as amount from coupon_uses where order_id = $1',
      [order.id],
    )
    expect(amount).toBe(500)
  })

  it('nothing contradicts itself afterwards', () => expectSoundShop(shop))
})
