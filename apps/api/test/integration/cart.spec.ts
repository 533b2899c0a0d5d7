import { MAX_CART_LINES, MAX_LINE_QTY } from '@jishi/contracts/primitives.terms'
import { fen } from '@jishi/kernel/money'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CatalogFacade } from '../../src/modules/catalog/index.js'
import { add, codeOf, freshKey, operatorOf, placeNow } from '../support/buying.js'
import { bodyOf, newPicture } from '../support/catalog-desk.js'
import { MadeGoods } from '../support/made-goods.js'
import { clientOf, shopperOf, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let goods: MadeGoods
let ann: Shopper
let shoppers = 0

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE, worker: false })
  goods = new MadeGoods(shop)
})
afterAll(() => shop.close())
beforeEach(async () => {
  ann = await shopperOf(shop, `138001${String((shoppers += 1)).padStart(5, '0')}`)
})

const skuOf = async (stock = 50, priceFen = 1_000): Promise<string> =>
  (await goods.product({ stock, pricesFen: [priceFen] })).skus[0]?.skuId ?? ''
const lineOf = async (who: Shopper, skuId: string) => {
  const line = (await who.api.order.cart()).items.find((item) => item.skuId === skuId)
  return line ?? expect.unreachable('the line is not in the cart')
}

describe('the cart', () => {
  it('begins empty at version 0 and counts every change', async () => {
    expect(await ann.api.order.cart()).toMatchObject({ items: [], cartVersion: 0, selectedQty: 0, totalQty: 0 })
    const skuId = await skuOf()
    expect(await add(ann, skuId, 2)).toMatchObject({ cartVersion: 1, selectedQty: 2, selectedFen: 2_000, totalQty: 2 })
    const { id } = await lineOf(ann, skuId)
    const change = { params: { id }, body: { qty: 3 } }
    expect((await ann.api.order.changeLine(change)).cartVersion).toBe(2)
    expect((await ann.api.order.changeLine(change)).cartVersion).toBe(2)
    expect(await ann.api.order.removeLine({ params: { id } })).toMatchObject({ items: [], cartVersion: 3 })
  })

  it('adds once for one key, however often it is sent', async () => {
    const skuId = await skuOf()
    const idempotencyKey = freshKey()
    for (let times = 0; times < 3; times += 1) {
      await ann.api.order.addLine({ body: { skuId, qty: 1 }, idempotencyKey })
    }
    expect((await lineOf(ann, skuId)).qty).toBe(1)
  })

  it('holds at most what a line may hold', async () => {
    const skuId = await skuOf()
    await add(ann, skuId, MAX_LINE_QTY)
    await add(ann, skuId, 5)
    expect((await lineOf(ann, skuId)).qty).toBe(MAX_LINE_QTY)
  })

  it('shows newest first, with the price of today and the price when it was added', async () => {
    const [first, second] = [await skuOf(), await skuOf()]
    await add(ann, first)
    await add(ann, second)
    await shop.database.transaction((tx) => shop.get(CatalogFacade).changePrice(tx, first, fen(900)))
    const { items } = await ann.api.order.cart()
    expect(items.map(({ skuId, unitFen, addedPriceFen }) => [skuId, unitFen, addedPriceFen])).toEqual([
      [second, 1_000, 1_000],
      [first, 900, 1_000],
    ])
  })

  it('names what cannot be ordered; what is broken counts as not selected', async () => {
    const ben = await shopperOf(shop, `138002${String(shoppers).padStart(5, '0')}`)
    const [fine, short, gone] = [await skuOf(), await skuOf(5), await skuOf(1)]
    const { spuId, skus } = await goods.product()
    for (const skuId of [fine, gone, skus[0]?.skuId ?? '']) await add(ann, skuId)
    await add(ann, short, 5)
    await placeNow(ben, [
      { skuId: short, qty: 2 },
      { skuId: gone, qty: 1 },
    ])
    await shop.database.transaction((tx) => shop.get(CatalogFacade).setState(tx, spuId, 'off_shelf'))
    const cart = await ann.api.order.cart()
    const problems = Object.fromEntries(cart.items.map(({ skuId, problem }) => [skuId, problem]))
    expect(problems).toEqual({
      [fine]: null,
      [short]: 'short_stock',
      [gone]: 'sold_out',
      [skus[0]?.skuId ?? '']: 'off_shelf',
    })
    expect(cart.items.filter((line) => line.selected).map(({ skuId }) => skuId)).toEqual([short, fine])
    expect(cart).toMatchObject({ selectedQty: 6, selectedFen: 6_000, totalQty: 8 })
    expect(await codeOf(add(ann, gone))).toBe('OUT_OF_STOCK')
    expect(await codeOf(add(ann, skus[0]?.skuId ?? ''))).toBe('NOT_ON_SALE')
  })

  it('keeps a line whose option was taken away and says so; the option comes back with it', async () => {
    const operator = await operatorOf(shop)
    const { spuId: id, skus } = await goods.product({ pricesFen: [1_000, 2_000], pictureIds: [await newPicture(shop)] })
    const [stays, goes] = [skus[0]?.skuId ?? '', skus[1]?.skuId ?? '']
    await add(ann, stays)
    await add(ann, goes)
    const form = await operator.shopfront.productForm({ params: { id } })
    const whole = bodyOf(form)
    const cut = {
      ...whole,
      options: form.options.map((option) => ({ ...option, values: option.values.slice(0, 1) })),
      skus: whole.skus.slice(0, 1),
    }
    await operator.catalog.editProduct({ params: { id }, body: cut })
    const problems = async () =>
      Object.fromEntries((await ann.api.order.cart()).items.map(({ skuId, problem }) => [skuId, problem]))
    expect(await problems()).toMatchObject({ [stays]: null, [goes]: 'option_gone' })
    expect(await codeOf(add(ann, goes))).toBe('NOT_ON_SALE')
    const { version } = await operator.shopfront.productForm({ params: { id } })
    await operator.catalog.editProduct({ params: { id }, body: { ...whole, version } })
    expect(await problems()).toMatchObject({ [stays]: null, [goes]: null })
    // Another axis makes other combinations of everything: nothing in a cart is one of them.
    const axis = { name: '包装', values: [{ name: '礼盒' }] }
    const again = await operator.shopfront.productForm({ params: { id } })
    await operator.catalog.editProduct({
      params: { id },
      body: {
        ...{ ...whole, version: again.version, options: [...again.options, axis] },
        skus: whole.skus.map((one) => ({ ...one, values: [...one.values, '礼盒'], externalCode: null })),
      },
    })
    expect(await problems()).toMatchObject({ [stays]: 'option_gone', [goes]: 'option_gone' })
  })

  it('changes the SKU of a line, and joins it with the line that is already there', async () => {
    const { skus } = await goods.product({ pricesFen: [1_000, 2_000] })
    const [small, large] = [skus[0]?.skuId ?? '', skus[1]?.skuId ?? '']
    await add(ann, small, 2)
    await add(ann, large, 3)
    const { id } = await lineOf(ann, small)
    const cart = await ann.api.order.changeLine({ params: { id }, body: { skuId: large } })
    expect(cart.items.map(({ skuId, qty, unitFen }) => [skuId, qty, unitFen])).toEqual([[large, 5, 2_000]])
    expect(await codeOf(ann.api.order.changeLine({ params: { id }, body: { skuId: freshKey() } }))).toBe('NOT_FOUND')
  })

  it('selects some lines or all, and refuses a selection with a line that is not its own', async () => {
    const [first, second] = [await skuOf(), await skuOf()]
    await add(ann, first)
    await add(ann, second)
    const { id } = await lineOf(ann, first)
    expect((await ann.api.order.selectLines({ body: { selected: false } })).selectedQty).toBe(0)
    const { cartVersion, selectedQty } = await ann.api.order.selectLines({ body: { selected: true, lineIds: [id] } })
    expect(selectedQty).toBe(1)
    const again = await ann.api.order.selectLines({ body: { selected: true, lineIds: [id, id] } })
    expect(again.cartVersion).toBe(cartVersion)
    const strange = { selected: false, lineIds: [id, freshKey()] }
    expect(await codeOf(ann.api.order.selectLines({ body: strange }))).toBe('NOT_FOUND')
    expect((await ann.api.order.cart()).selectedQty).toBe(1)
    const nobody = await shopperOf(shop, `138003${String(shoppers).padStart(5, '0')}`)
    expect((await nobody.api.order.selectLines({ body: { selected: true } })).cartVersion).toBe(0)
  })

  it('is full at its limit and says so', async () => {
    const { skus } = await goods.product({ pricesFen: Array.from({ length: MAX_CART_LINES + 1 }, () => 100) })
    const lines = skus.slice(0, MAX_CART_LINES).map(({ skuId }) => ({ skuId, qty: 1 }))
    expect((await ann.api.order.mergeCart({ body: { lines } })).items).toHaveLength(MAX_CART_LINES)
    expect(await codeOf(add(ann, skus[MAX_CART_LINES]?.skuId ?? ''))).toBe('CART_FULL')
    expect((await ann.api.order.cart()).items).toHaveLength(MAX_CART_LINES)
    await add(ann, skus[0]?.skuId ?? '')
    expect((await lineOf(ann, skus[0]?.skuId ?? '')).qty).toBe(2)
  })
})

describe('a cart on the device', () => {
  it('is priced for anybody and kept nowhere', async () => {
    const skuId = await skuOf()
    const guest = clientOf(shop)
    const lines = [
      { skuId, qty: 2 },
      { skuId, qty: 1 },
    ]
    const preview = await guest.order.previewCart({ body: { lines } })
    expect(preview).toMatchObject({ cartVersion: 0, selectedQty: 3, selectedFen: 3_000 })
    expect(preview.items).toMatchObject([{ id: skuId, skuId, qty: 3, unitFen: 1_000 }])
    expect(await guest.order.previewCart({ body: { lines: [{ skuId: freshKey(), qty: 1 }] } })).toMatchObject({
      items: [],
    })
  })

  it('joins the cart of the member once, without what is gone', async () => {
    const [kept, joined] = [await skuOf(), await skuOf()]
    const { spuId, skus } = await goods.product()
    await shop.database.transaction((tx) => shop.get(CatalogFacade).archive(tx, spuId))
    await add(ann, kept, 1)
    const lines = [kept, joined, skus[0]?.skuId ?? '', freshKey()].map((skuId) => ({ skuId, qty: 2 }))
    const idempotencyKey = freshKey()
    await ann.api.order.mergeCart({ body: { lines }, idempotencyKey })
    const cart = await ann.api.order.mergeCart({ body: { lines }, idempotencyKey })
    expect(Object.fromEntries(cart.items.map(({ skuId, qty }) => [skuId, qty]))).toEqual({ [kept]: 3, [joined]: 2 })
  })
})
