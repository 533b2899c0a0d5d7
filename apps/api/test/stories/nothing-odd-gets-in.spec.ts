import { MAX_PRICE_FEN } from '@jishi/contracts/catalog/catalog.terms'
import { newId } from '@jishi/kernel/id'
import { systemClock } from '@jishi/kernel/time'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { add, codeOf, expectSoundShop, freshKey, placeNow, quoteNow, startPaying } from '../support/buying.js'
import { MadeGoods } from '../support/made-goods.js'
import { shopperOf, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let ann: Shopper
let ben: Shopper
let skuId: string

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  skuId = (await new MadeGoods(shop).product({ stock: 5_000 })).skus[0]?.skuId ?? ''
  ann = await shopperOf(shop, '13800007001')
  ben = await shopperOf(shop, '13800007002')
})
afterAll(() => shop.close())

/** Raw, because no typed client would send these. */
const send = async (method: 'POST' | 'PATCH' | 'PUT', url: string, payload: unknown, who = ann) => {
  const answer = await shop.app.inject({
    method,
    url,
    headers: { ...who.headers, 'idempotency-key': freshKey(), 'content-type': 'application/json' },
    payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
  })
  return { status: answer.statusCode, code: answer.json<{ code?: string }>().code }
}
const REFUSED = { status: 400, code: 'VALIDATION_FAILED' }

const NOT_QUANTITIES: [string, unknown][] = [
  ['zero', 0],
  ['minus one', -1],
  ['one and a half', 1.5],
  ['2^53', 2 ** 53],
  ['a thousand', 1_000],
  ['1e21', 1e21],
  ['text', '2'],
  ['words', '三'],
  ['null', null],
  ['true', true],
  ['a list', [1]],
  ['an object', { $gt: 0 }],
]

describe('quantities that are not', () => {
  it.each(NOT_QUANTITIES)('T11 %s reaches neither cart nor quote nor order', async (_, qty) => {
    const lines = [{ skuId, qty }]
    expect(await send('POST', '/api/shop/cart/lines', { skuId, qty })).toEqual(REFUSED)
    expect(await send('POST', '/api/shop/cart/merge', { lines })).toEqual(REFUSED)
    expect(await send('POST', '/api/shop/cart/preview', { lines })).toEqual(REFUSED)
    expect(await send('POST', '/api/shop/quotes', { source: 'buyNow', lines })).toEqual(REFUSED)
    const order = { source: 'buyNow', lines, addressId: ann.addressId, quoteId: '0'.repeat(64) }
    expect(await send('POST', '/api/shop/orders', order)).toEqual(REFUSED)
    const { items } = await add(ann, skuId, 1)
    expect(await send('PATCH', `/api/shop/cart/lines/${items[0]?.id}`, { qty })).toEqual(REFUSED)
  })

  it('numbers that JSON alone can write are refused as well', async () => {
    for (const qty of ['1e999', 'NaN', 'Infinity', '0x10', '1_0', '+1', '01']) {
      const answer = await send('POST', '/api/shop/cart/lines', `{"skuId":"${skuId}","qty":${qty}}`)
      expect(answer, qty).toEqual(REFUSED)
    }
  })

  it('T14 the same SKU twice cannot slip past the most a line holds', async () => {
    const lines = [
      { skuId, qty: 999 },
      { skuId, qty: 1 },
    ]
    expect(await codeOf(quoteNow(ann, lines))).toBe('QTY_LIMIT')
    const quote = await quoteNow(ann, [
      { skuId, qty: 2 },
      { skuId, qty: 3 },
    ])
    expect(quote.lines.map(({ qty }) => qty)).toEqual([5])
  })
})

describe('sums', () => {
  it('T19 of the dearest goods in the largest number are exact', async () => {
    const dear = await new MadeGoods(shop).product({ stock: 999, pricesFen: [MAX_PRICE_FEN] })
    const quote = await quoteNow(ann, [{ skuId: dear.skus[0]?.skuId ?? '', qty: 999 }])
    expect(quote.totals.goodsPaidFen).toBe(MAX_PRICE_FEN * 999)
    // Twenty such lines are the most an order has; they stay far within what a number holds exactly.
    expect(MAX_PRICE_FEN * 999 * 20).toBeLessThan(Number.MAX_SAFE_INTEGER)
  })
})

describe('properties nobody declared', () => {
  it('T12, T20 are refused: no price, no points, no state, no owner comes from a client', async () => {
    const { quoteId } = await quoteNow(ann, [{ skuId, qty: 1 }])
    const order = { source: 'buyNow', lines: [{ skuId, qty: 1 }], addressId: ann.addressId, quoteId }
    for (const extra of [
      { payableFen: 1 },
      { points: 5 },
      { discountFen: 1 },
      { memberId: ben.memberId },
      { state: 'paid' },
      { cartVersion: 1 },
    ]) {
      expect(await send('POST', '/api/shop/orders', { ...order, ...extra })).toEqual(REFUSED)
    }
    const priced = { ...order, lines: [{ skuId, qty: 1, unitFen: 1 }] }
    expect(await send('POST', '/api/shop/orders', priced)).toEqual(REFUSED)
    expect(await send('POST', '/api/shop/cart/lines', { skuId, qty: 1, addedPriceFen: 1 })).toEqual(REFUSED)
  })
})

describe('things of somebody else', () => {
  const missing = newId(systemClock)

  it('are as missing as what never was: cart line, order, payment, address, SKU', async () => {
    const line = (await add(ann, skuId, 1)).items[0]?.id ?? ''
    const order = await placeNow(ann, [{ skuId, qty: 1 }])
    await startPaying(ann, order.id)
    for (const id of [line, missing]) {
      expect(await codeOf(ben.api.order.changeLine({ params: { id }, body: { qty: 9 } }))).toBe('NOT_FOUND')
      expect(await codeOf(ben.api.order.removeLine({ params: { id } }))).toBe('NOT_FOUND')
      expect(await codeOf(ben.api.order.selectLines({ body: { selected: false, lineIds: [id] } }))).toBe('NOT_FOUND')
    }
    for (const id of [order.id, missing]) {
      expect(await codeOf(ben.api.order.order({ params: { id } }))).toBe('NOT_FOUND')
      expect(await codeOf(ben.api.order.cancel({ params: { id } }))).toBe('NOT_FOUND')
      expect(await codeOf(ben.api.order.confirmReceipt({ params: { id } }))).toBe('NOT_FOUND')
      expect(await codeOf(ben.api.order.payment({ params: { id } }))).toBe('NOT_FOUND')
      expect(await codeOf(startPaying(ben, id))).toBe('NOT_FOUND')
    }
    for (const addressId of [ann.addressId, missing]) {
      expect(await codeOf(quoteNow(ben, [{ skuId, qty: 1 }], addressId))).toBe('NOT_FOUND')
    }
    const { quoteId } = await quoteNow(ben, [{ skuId, qty: 1 }])
    const stolen = { source: 'buyNow' as const, lines: [{ skuId, qty: 1 }], addressId: ann.addressId, quoteId }
    expect(await codeOf(ben.api.order.place({ body: stolen }))).toBe('NOT_FOUND')
    expect(await codeOf(add(ben, missing))).toBe('NOT_FOUND')
    expect(await codeOf(quoteNow(ben, [{ skuId: missing, qty: 1 }]))).toBe('NOT_FOUND')
  })

  it('do not come with a key that somebody else used', async () => {
    const { quoteId } = await quoteNow(ann, [{ skuId, qty: 1 }])
    const idempotencyKey = freshKey()
    const body = { source: 'buyNow' as const, lines: [{ skuId, qty: 1 }], addressId: ann.addressId, quoteId }
    const mine = await ann.api.order.place({ body, idempotencyKey })
    const theirs = await ben.api.order.place({ body: { ...body, addressId: ben.addressId }, idempotencyKey })
    expect(theirs.id).not.toBe(mine.id)
  })

  it('leave nothing that contradicts itself', () => expectSoundShop(shop))
})
