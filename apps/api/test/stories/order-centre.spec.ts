import { dayMs, hourMs, minuteMs } from '@jishi/kernel/time'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { IdentityFacade } from '../../src/modules/identity/index.js'
import { codeOf, expectSoundShop, freshKey, operatorOf, orderOf, pay, placeNow, refusalOf } from '../support/buying.js'
import { MadeGoods } from '../support/made-goods.js'
import { clientOf, shopperOf, type ShopClient, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let ann: Shopper
let operator: ShopClient
let skuId: string
let shoppers = 0

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  skuId = (await new MadeGoods(shop).product({ stock: 500, title: '阳山水蜜桃' })).skus[0]?.skuId ?? ''
  operator = await operatorOf(shop)
})
afterAll(() => shop.close())
beforeEach(async () => {
  ann = await shopperOf(shop, `1380000300${(shoppers += 1)}`)
})

const key = (id: string) => ({ params: { id }, idempotencyKey: freshKey() })
const paidOrder = async (): Promise<string> => {
  const { id } = await placeNow(ann, [{ skuId, qty: 1 }])
  await pay(shop, ann, id)
  return id
}
const shippedOrder = async (): Promise<string> => {
  const id = await paidOrder()
  await operator.order.ship({ ...key(id), body: { carrierCode: 'SF', trackingNo: `SFC${freshKey().slice(-12)}` } })
  return id
}
const completedOrder = async (): Promise<string> => {
  const id = await shippedOrder()
  await ann.api.order.confirmReceipt(key(id))
  return id
}
/** The clock ends sessions as well. */
const signedInAgain = async (): Promise<ShopClient> => {
  const identity = shop.get(IdentityFacade)
  const { accessToken } = await shop.database.transaction((tx) => identity.startSession(tx, ann.memberId))
  return clientOf(shop, { authorization: `Bearer ${accessToken}` })
}
const stateOf = async (id: string): Promise<string> =>
  (await shop.database.one<{ state: string }>('select state from orders where id = $1', [id])).state
const listed = async (query: { q?: string; hidden?: 'true'; state?: 'paid' }): Promise<string[]> =>
  (await ann.api.order.orders({ query })).items.map(({ id }) => id)
const reasonOf = async (action: Promise<unknown>): Promise<unknown> =>
  ((await refusalOf(action)).body.details as { reason: string }).reason

describe('my orders', () => {
  it('are found by the start of their number or a part of what was bought, and by nothing else', async () => {
    const { id, orderNo } = await placeNow(ann, [{ skuId, qty: 1 }])
    expect(await listed({ q: orderNo.slice(0, 12) })).toEqual([id])
    expect(await listed({ q: '水蜜' })).toEqual([id])
    for (const q of ['草莓', '%', '_', orderNo.slice(1)]) expect(await listed({ q })).toEqual([])
    const ben = await shopperOf(shop, '13800003099')
    expect((await ben.api.order.orders({ query: { q: orderNo } })).items).toEqual([])
  })

  it('that are over go into the recycle bin and come back, counted where they are', async () => {
    const id = await completedOrder()
    const open = await paidOrder()
    expect(await codeOf(ann.api.orderCentre.hide({ params: { id: open } }))).toBe('ORDER_ACTION_NOT_ALLOWED')
    const hidden = await ann.api.orderCentre.hide({ params: { id } })
    expect(hidden.hiddenAt).not.toBeNull()
    expect((await ann.api.orderCentre.hide({ params: { id } })).hiddenAt).toBe(hidden.hiddenAt)
    expect(await listed({})).toEqual([open])
    expect(await listed({ hidden: 'true' })).toEqual([id])
    expect(await ann.api.order.counts()).toMatchObject({ paid: 1, completed: 0 })
    await ann.api.orderCentre.restore({ params: { id } })
    expect(await listed({})).toEqual([open, id])
    expect(await ann.api.order.counts()).toMatchObject({ paid: 1, completed: 1 })
  })

  it('of somebody else are not there, whatever is asked of them', async () => {
    const id = await paidOrder()
    const ben = await shopperOf(shop, '13800003098')
    const { api } = ben
    for (const attempt of [
      () => api.orderCentre.hide({ params: { id } }),
      () => api.orderCentre.restore({ params: { id } }),
      () => api.orderCentre.remind(key(id)),
      () => api.orderCentre.extendReceipt(key(id)),
      () => api.orderCentre.buyAgain(key(id)),
      () => api.orderCentre.quoteAddress({ params: { id }, query: { addressId: ben.addressId } }),
      () => api.orderCentre.readdress({ ...key(id), body: { addressId: ben.addressId, differenceFen: 0 } }),
      () => api.orderCentre.keepAddress({ params: { id } }),
      () => api.orderCentre.voucher({ params: { id } }),
    ]) {
      expect(await codeOf(attempt())).toBe('NOT_FOUND')
    }
    expect((await orderOf(ann, id)).timeline.map(({ step }) => step)).toEqual(['place', 'pay'])
  })
})

describe('buying again', () => {
  it('puts into the cart what is there, and tells of the rest', async () => {
    const goods = new MadeGoods(shop)
    const scarce = (await goods.product({ stock: 3 })).skus[0]?.skuId ?? ''
    const gone = await goods.product({ stock: 1 })
    const goneSku = gone.skus[0]?.skuId ?? ''
    const { id } = await placeNow(ann, [
      { skuId, qty: 2 },
      { skuId: scarce, qty: 2 },
      { skuId: goneSku, qty: 1 },
    ])
    const call = key(id)
    const answer = await ann.api.orderCentre.buyAgain(call)
    expect(answer.added).toBe(3)
    expect(answer.missing).toEqual([expect.objectContaining({ skuId: goneSku, reason: 'sold_out' })])
    await ann.api.orderCentre.buyAgain(call)
    const cart = await ann.api.order.cart()
    expect(new Map(cart.items.map((line) => [line.skuId, line.qty]))).toEqual(
      new Map([
        [skuId, 2],
        [scarce, 1],
      ]),
    )
  })
})

describe('the voucher', () => {
  it('names what the channel took and its number, and nobody else gets one', async () => {
    const { id } = await placeNow(ann, [{ skuId, qty: 1 }])
    expect(await reasonOf(ann.api.orderCentre.voucher({ params: { id } }))).toBe('NOT_PAID')
    await pay(shop, ann, id)
    const order = await orderOf(ann, id)
    const voucher = await ann.api.orderCentre.voucher({ params: { id } })
    expect(voucher).toMatchObject({
      shopName: '小满良品',
      orderNo: order.orderNo,
      paidFen: order.payableFen,
      refundedFen: 0,
    })
    expect(voucher.payments).toEqual([
      {
        kind: 'full',
        amountFen: order.payableFen,
        paidAt: order.paidAt,
        channel: 'wechat_h5',
        channelTxn: order.payment.channelTxn,
      },
    ])
    expect(JSON.stringify(voucher)).not.toContain(ann.phone)
  })
})

describe('waiting', () => {
  it('hurries the shop every twelve hours at most, and puts off the receipt once', async () => {
    const [waits, travels] = [await paidOrder(), await shippedOrder()]
    const { promisedAt, paidAt } = await orderOf(ann, waits)
    expect(Date.parse(promisedAt ?? '') - Date.parse(paidAt ?? '')).toBe(48 * hourMs)
    const reminded = await ann.api.orderCentre.remind(key(waits))
    expect(reminded.allowedActions).not.toContain('remind')
    expect(await reasonOf(ann.api.orderCentre.remind(key(waits)))).toBe('REMINDED')
    const { items } = await operator.order.adminOrders({ query: { due: 'reminded' } })
    expect(items.map((row) => row.id)).toEqual([waits])

    const before = Date.parse((await orderOf(ann, travels)).autoConfirmAt ?? '')
    const after = await ann.api.orderCentre.extendReceipt(key(travels))
    expect(Date.parse(after.autoConfirmAt ?? '') - before).toBe(3 * dayMs)
    expect(after.allowedActions).not.toContain('extend_receipt')
    expect(await reasonOf(ann.api.orderCentre.extendReceipt(key(travels)))).toBe('EXTENDED')

    shop.clock.advance(12 * hourMs)
    const again = await signedInAgain()
    await again.orderCentre.remind(key(waits))
    const order = await again.order.order({ params: { id: waits } })
    expect(order.timeline.filter(({ step }) => step === 'remind')).toHaveLength(2)

    shop.clock.advance(before - shop.clock.now() + minuteMs)
    await shop.sweep('order.auto-confirm')
    expect(await stateOf(travels)).toBe('shipped')
    shop.clock.advance(3 * dayMs)
    await shop.sweep('order.auto-confirm')
    expect(await stateOf(travels)).toBe('completed')
  })

  it('leaves the shop sound', async () => {
    await shop.sweep()
    await expectSoundShop(shop)
  })
})
