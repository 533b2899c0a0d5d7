import { parallel } from '@jishi/testing/race'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { add, cartBody, codeOf, expectSoundShop, freshKey, patiently, placeNow, stockOf } from '../support/buying.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { MadeGoods } from '../support/made-goods.js'
import { Refused, shopperOf, type Shopper } from '../support/shopper.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let skuId: string
let shoppers = 0

const shopper = (): Promise<Shopper> => {
  shoppers += 1
  return shopperOf(shop, `1380000300${shoppers}`)
}

const ordersOf = ({ memberId }: Shopper): Promise<{ count: number }> =>
  shop.database.one(`select count(*) as count from orders where member_id = $1`, [memberId])

const codes = (rejected: readonly unknown[]): Record<string, number> => {
  const counted: Record<string, number> = {}
  for (const refusal of rejected) {
    const code = refusal instanceof Refused ? refusal.body.code : String(refusal)
    counted[code] = (counted[code] ?? 0) + 1
  }
  return counted
}

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  skuId = (await new MadeGoods(shop).product({ stock: 500 })).skus[0]?.skuId ?? ''
})
afterAll(() => shop.close())

describe('one cart, one order', () => {
  it('fifty submits with one key: one order, fifty equal answers', async () => {
    const ann = await shopper()
    await add(ann, skuId, 2)
    const body = await cartBody(ann)
    const idempotencyKey = freshKey()
    const { fulfilled, rejected } = await parallel(50, () =>
      patiently(() => ann.api.order.place({ body, idempotencyKey })),
    )
    expect(codes(rejected)).toEqual({})
    expect(new Set(fulfilled.map(({ id }) => id)).size).toBe(1)
    expect(fulfilled).toHaveLength(50)
    expect(await ordersOf(ann)).toEqual({ count: 1 })
  })

  it('fifty keys on one cart version: one order, forty-nine times CART_CHANGED', async () => {
    const ann = await shopper()
    await add(ann, skuId, 1)
    const body = await cartBody(ann)
    const { fulfilled, rejected } = await parallel(50, () => {
      const idempotencyKey = freshKey()
      return patiently(() => ann.api.order.place({ body, idempotencyKey }))
    })
    expect(fulfilled).toHaveLength(1)
    expect(codes(rejected)).toEqual({ CART_CHANGED: 49 })
    expect(await ordersOf(ann)).toEqual({ count: 1 })
  })

  it('T31: the same key with another body is a mistake that is told', async () => {
    const ann = await shopper()
    await add(ann, skuId, 1)
    const body = await cartBody(ann)
    const idempotencyKey = freshKey()
    await ann.api.order.place({ body, idempotencyKey })
    expect(await codeOf(ann.api.order.place({ body: { ...body, note: '改了' }, idempotencyKey }))).toBe(
      'IDEMPOTENCY_MISMATCH',
    )
  })

  it('a refused order keeps neither key nor cart: the same key works once the reason is gone', async () => {
    const ann = await shopper()
    await add(ann, skuId, 1)
    const body = await cartBody(ann)
    const idempotencyKey = freshKey()
    const stale = { ...body, quoteId: '0'.repeat(64) }
    expect(await codeOf(ann.api.order.place({ body: stale, idempotencyKey }))).toBe('QUOTE_CHANGED')
    expect((await ann.api.order.cart()).selectedQty).toBe(1)
    const order = await ann.api.order.place({ body, idempotencyKey })
    expect(order.qty).toBe(1)
  })

  it('four adds at once all count', async () => {
    const ann = await shopper()
    const { rejected } = await parallel(4, () => add(ann, skuId, 3))
    expect(rejected).toEqual([])
    const cart = await ann.api.order.cart()
    expect(cart.items.map(({ qty }) => qty)).toEqual([12])
    expect(cart.cartVersion).toBe(4)
  })

  it('an add while the order is placed stays in the cart', async () => {
    const ann = await shopper()
    await add(ann, skuId, 1)
    const body = await cartBody(ann)
    const [placed] = await Promise.allSettled([ann.api.order.place({ body }), add(ann, skuId, 5)])
    const { items } = await ann.api.order.cart()
    const left = items.reduce((sum, line) => sum + line.qty, 0)
    const ordered = placed.status === 'fulfilled' ? placed.value.qty : 0
    expect(left + ordered).toBe(6)
    if (placed.status === 'rejected') expect((placed.reason as Refused).body.code).toBe('CART_CHANGED')
  })

  it('only what was selected is ordered', async () => {
    const ann = await shopper()
    const other = (await new MadeGoods(shop).product({ stock: 5 })).skus[0]?.skuId ?? ''
    await add(ann, skuId, 1)
    const cart = await add(ann, other, 2)
    const kept = cart.items.find((line) => line.skuId === other)?.id ?? ''
    await ann.api.order.changeLine({ params: { id: kept }, body: { selected: false } })
    const order = await ann.api.order.place({ body: await cartBody(ann) })
    expect(order.lines.map((line) => line.skuId)).toEqual([skuId])
    expect((await ann.api.order.cart()).items.map((line) => line.skuId)).toEqual([other])
    expect(await stockOf(shop, other)).toEqual({ onHand: 5, reserved: 0 })
  })

  it('a line that broke before the quote stays behind; one that breaks after it is told, never dropped', async () => {
    const ann = await shopper()
    const ben = await shopper()
    const goods = new MadeGoods(shop)
    const [last, other] = [
      (await goods.product({ stock: 1 })).skus[0]?.skuId ?? '',
      (await goods.product({ stock: 1 })).skus[0]?.skuId ?? '',
    ]
    for (const wanted of [skuId, last, other]) await add(ann, wanted, 1)
    await placeNow(ben, [{ skuId: last, qty: 1 }])
    const cart = await ann.api.order.cart()
    const { cartVersion } = cart
    const quote = await ann.api.order.quote({ body: { source: 'cart', cartVersion, addressId: ann.addressId } })
    expect(quote.lines.map((line) => line.skuId).sort()).toEqual([skuId, other].sort())
    expect(quote.problems).toEqual([])
    expect(quote.totals.goodsPaidFen).toBe(cart.selectedFen)

    const { id: bens } = await placeNow(ben, [{ skuId: other, qty: 1 }])
    const body = { source: 'cart' as const, cartVersion, addressId: ann.addressId, quoteId: quote.quoteId }
    expect(await codeOf(ann.api.order.place({ body }))).toBe('QUOTE_CHANGED')
    await ben.api.order.cancel({ params: { id: bens } })
    const order = await ann.api.order.place({ body })
    expect(order.lines.map((line) => line.skuId).sort()).toEqual([skuId, other].sort())
    expect((await ann.api.order.cart()).items).toMatchObject([{ skuId: last, problem: 'sold_out', selected: false }])
  })

  it('an emptied or unselected cart orders nothing', async () => {
    const ann = await shopper()
    const { items } = await add(ann, skuId, 1)
    await ann.api.order.selectLines({ body: { selected: false } })
    const { cartVersion } = await ann.api.order.cart()
    expect(await codeOf(ann.api.order.quote({ body: { source: 'cart', cartVersion } }))).toBe('CART_EMPTY')
    await ann.api.order.removeLine({ params: { id: items[0]?.id ?? '' } })
    expect(await codeOf(ann.api.order.quote({ body: { source: 'cart', cartVersion } }))).toBe('CART_CHANGED')
  })

  it('nothing contradicts itself afterwards', () => expectSoundShop(shop))
})
