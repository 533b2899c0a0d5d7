import { parallel } from '@jishi/testing/race'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectSoundShop, operatorOf, placeNow, stockOf } from '../support/buying.js'
import { bodyOf, newPicture, productOf, sku } from '../support/catalog-desk.js'
import { MadeGoods } from '../support/made-goods.js'
import { Refused, shopperOf, type ShopClient } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let goods: MadeGoods
let anna: ShopClient
let boris: ShopClient

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  goods = new MadeGoods(shop)
  anna = await operatorOf(shop)
  boris = await operatorOf(shop)
})
afterAll(() => shop.close())

const codesOf = (rejected: readonly unknown[]): string[] =>
  rejected.map((refusal) => (refusal instanceof Refused ? refusal.body.code : String(refusal)))

describe('at the same time', () => {
  it('two operators save one product: one is first, the other is told', async () => {
    const { spuId: id } = await goods.product({ pricesFen: [1_000, 2_000], state: 'off_shelf' })
    const form = await anna.shopfront.productForm({ params: { id } })
    const { fulfilled, rejected } = await parallel(6, (n) =>
      (n % 2 === 0 ? anna : boris).catalog.editProduct({
        params: { id },
        body: {
          ...bodyOf(form),
          title: `第 ${n} 个`,
          skus: form.skus.map(({ values }) => sku(values, { priceFen: 3_000 + n })),
        },
      }),
    )
    expect(fulfilled).toHaveLength(1)
    expect(new Set(codesOf(rejected))).toEqual(new Set(['VERSION_CONFLICT']))
    const after = await anna.shopfront.productForm({ params: { id } })
    const [first] = after.skus
    expect(after.skus.every(({ priceFen }) => priceFen === first?.priceFen)).toBe(true)
    expect(after.title).toBe(`第 ${(first?.priceFen ?? 0) - 3_000} 个`)
    const open = await shop.database.rows(
      'select 1 from price_history h join skus k on k.id = h.sku_id where k.spu_id = $1 and h.to_at is null',
      [id],
    )
    expect(open).toHaveLength(2)
  })

  it('an external code goes to one product only', async () => {
    const category = await goods.category()
    const { fulfilled, rejected } = await parallel(6, (n) =>
      (n % 2 === 0 ? anna : boris).catalog.addProduct({
        body: productOf(category, {
          title: `同码 ${n}`,
          skus: [sku([], { externalCode: 'the-only-one', barcode: null })],
        }),
      }),
    )
    expect(fulfilled).toHaveLength(1)
    expect(new Set(codesOf(rejected))).toEqual(new Set(['SKU_CODE_TAKEN']))
  })

  it('a correction of stock overwrites no order, and none takes what is reserved', async () => {
    const { skus } = await goods.product({ stock: 20 })
    const skuId = skus[0]?.skuId ?? ''
    const shoppers = await Promise.all([1, 2, 3, 4].map((n) => shopperOf(shop, `1380001200${n}`)))
    const work: (() => Promise<unknown>)[] = [
      ...shoppers.map((who) => () => placeNow(who, [{ skuId, qty: 3 }])),
      ...[4, -3, 2, -5].map(
        (delta) => () => anna.inventory.adjust({ body: { reason: '盘点', items: [{ skuId, delta }] } }),
      ),
    ]
    const { rejected } = await parallel(work.length, (n) => work[n]?.() ?? Promise.resolve())
    expect(codesOf(rejected)).toEqual([])
    expect(await stockOf(shop, skuId)).toEqual({ onHand: 18, reserved: 12 })
    const taking = await parallel(4, () =>
      boris.inventory.adjust({ body: { reason: '报损', items: [{ skuId, delta: -4 }] } }),
    )
    expect(taking.fulfilled).toHaveLength(1)
    expect(new Set(codesOf(taking.rejected))).toEqual(new Set(['STOCK_TOO_LOW']))
    expect(await stockOf(shop, skuId)).toEqual({ onHand: 14, reserved: 12 })
  })

  it('a save of a product waits for nobody crosswise who orders it', async () => {
    const { spuId: id, skus } = await goods.product({
      stock: 50,
      pricesFen: [1_000, 2_000],
      pictureIds: [await newPicture(shop)],
    })
    const who = await shopperOf(shop, '13800012099')
    const save = async (): Promise<void> => {
      const form = await anna.shopfront.productForm({ params: { id } })
      await anna.catalog.editProduct({ params: { id }, body: { ...bodyOf(form), subtitle: `v${form.version}` } })
    }
    const lines = skus.map(({ skuId }) => ({ skuId, qty: 1 }))
    const { rejected } = await parallel<unknown>(8, (n) => (n % 2 === 0 ? save() : placeNow(who, lines)))
    expect(codesOf(rejected).filter((code) => code !== 'VERSION_CONFLICT')).toEqual([])
  })

  it('leaves a sound shop', async () => {
    await expectSoundShop(shop)
  })
})
