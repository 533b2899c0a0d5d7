import type { PlaceOrderBody } from '@jishi/contracts/order/order.schema'
import { addDays } from '@jishi/kernel/time'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codeOf, expectSoundShop, freshKey, operatorOf, pay } from '../support/buying.js'
import { claim, heldBy, launched } from '../support/coupon-desk.js'
import { MadeGoods } from '../support/made-goods.js'
import { shopperOf, type ShopClient, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let owner: ShopClient
let ann: Shopper
let skuId: string

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  owner = await operatorOf(shop)
  ann = await shopperOf(shop, '13800600001')
  skuId = (await new MadeGoods(shop).product({ stock: 500 })).skus[0]?.skuId ?? ''
})
afterAll(() => shop.close())

const asked = (qty: number, couponIds?: string[]) => ({
  ...{ source: 'buyNow' as const, lines: [{ skuId, qty }], addressId: ann.addressId },
  ...(couponIds === undefined ? {} : { couponIds }),
})
const quote = (qty: number, couponIds?: string[]) => ann.api.order.quote({ body: asked(qty, couponIds) })
const place = (body: PlaceOrderBody) => ann.api.order.place({ body, idempotencyKey: freshKey() })
const buy = async (qty: number, couponIds?: string[]) => {
  const { quoteId } = await quote(qty, couponIds)
  return place({ ...asked(qty, couponIds), quoteId })
}
const ofAnn = async (id: string) => (await ann.api.coupons.mine({ query: {} })).items.find((one) => one.id === id)

describe('a coupon', () => {
  it('is claimed, chosen as the best, held by an order, free when it closes, and used when one is paid', async () => {
    const template = await launched(shop, owner)
    const { id } = await claim(ann, template.id)
    const { coupons, totals } = await quote(3)
    expect(coupons).toMatchObject([{ coupon: { id }, usable: true, chosen: true, savedFen: 1_000 }])
    expect(totals.couponFen).toBe(1_000)
    const first = await buy(3)
    expect(await ofAnn(id)).toMatchObject({ state: 'locked', orderId: first.id })
    await ann.api.order.cancel({ params: { id: first.id } })
    await shop.settle()
    expect(await ofAnn(id)).toMatchObject({ state: 'held', orderId: null })
    const second = await buy(3)
    await pay(shop, ann, second.id)
    expect(await ofAnn(id)).toMatchObject({ state: 'used', orderId: second.id })
    expect(await owner.coupons.figures({ params: { id: template.id } })).toMatchObject({
      ...{ issued: 1, used: 1, discountFen: 1_000, salesFen: second.totals.payableFen },
    })
    expect((await quote(3)).coupons).toEqual([])
  })

  it('T15 larger than the goods takes no more than they cost', async () => {
    const { id } = await claim(ann, (await launched(shop, owner, { amountFen: 99_900, thresholdFen: 0 })).id)
    const { totals } = await quote(1, [id])
    expect([totals.couponFen, totals.goodsPaidFen]).toEqual([2_990, 0])
    expect(totals.payableFen).toBe(totals.freightFen)
  })

  it('T16 chosen for more goods than are bought in the end is looked at again', async () => {
    const { id } = await claim(ann, (await launched(shop, owner)).id)
    const { quoteId } = await quote(3, [id])
    expect(await codeOf(place({ ...asked(1, [id]), quoteId }))).toBe('QUOTE_CHANGED')
    expect((await quote(1, [id])).coupons.find(({ coupon }) => coupon.id === id)).toMatchObject({
      usable: false,
      savedFen: 0,
    })
  })

  it('of somebody else is not there, and one that was used, taken back or is over buys nothing', async () => {
    const ben = await shopperOf(shop, '13800600002')
    const template = await launched(shop, owner, { perMember: 2 })
    const foreign = await claim(ben, template.id)
    expect(await codeOf(quote(3, [foreign.id]))).toBe('NOT_FOUND')
    const mine = await claim(ann, template.id)
    await owner.coupons.revoke({ params: { id: mine.id }, body: { reason: '发错了' } })
    expect(await codeOf(quote(3, [mine.id]))).toBe('COUPON_NOT_USABLE')
    const { id: late } = await claim(ann, template.id)
    const { quoteId } = await quote(3, [late])
    shop.clock.set(addDays(shop.clock.now(), 8))
    ann = { ...ann, ...(await shopperOf(shop, '13800600001')) }
    expect(await codeOf(place({ ...asked(3, [late]), quoteId }))).toMatch(/^(QUOTE_CHANGED|COUPON_NOT_USABLE)$/)
    expect((await heldBy(ann)).map(({ id }) => id)).not.toContain(late)
  })

  it('leaves the shop sound', () => expectSoundShop(shop))
})
