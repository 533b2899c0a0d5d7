import type { ProductForm } from '@jishi/contracts/catalog/catalog-editing.schema'
import { newId } from '@jishi/kernel/id'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codeOf, refusalOf } from '../support/buying.js'
import { bodyOf, openCatalogDesk, productOf, sku, type CatalogDesk } from '../support/catalog-desk.js'
import { clientOf } from '../support/shopper.js'

let desk: CatalogDesk
let category: string

beforeAll(async () => {
  desk = await openCatalogDesk()
  category = await desk.goods.category('鲜果')
})
afterAll(() => desk.close())

const sizes = (...names: string[]) => [{ name: '规格', values: names.map((name) => ({ name })) }]
const formOf = (id: string): Promise<ProductForm> => desk.api.shopfront.productForm({ params: { id } })
const make = async (over: Parameters<typeof productOf>[1] = {}): Promise<ProductForm> =>
  formOf((await desk.api.catalog.addProduct({ body: productOf(category, over) })).id)
const save = async (form: ProductForm, over: Partial<ReturnType<typeof bodyOf>>): Promise<ProductForm> => {
  await desk.api.catalog.editProduct({ params: { id: form.id }, body: { ...bodyOf(form), ...over } })
  return formOf(form.id)
}
const live = (form: ProductForm) => form.skus.filter(({ archived }) => !archived)
const named = (form: ProductForm, ...values: string[]) =>
  form.skus.find((one) => one.values.join() === values.join()) ?? expect.unreachable(`no SKU ${values.join()}`)
const auditOf = (id: string) =>
  desk.shop.database.rows<{ action: string; before: object | null; after: Record<string, unknown> | null }>(
    'select action, before, after from audit_log where subject_id = $1 order by seq',
    [id],
  )

describe('a product of an operator', () => {
  it('begins as a draft nobody sees, holds everything that was entered, and leaves a row in the audit log', async () => {
    const form = await make({
      options: sizes('3 斤', '5 斤'),
      skus: [sku(['3 斤']), sku(['5 斤'], { priceFen: 4_990 })],
    })
    expect(form).toMatchObject({ state: 'draft', title: '洛川苹果', keywords: ['苹果', '水果'], origin: '陕西洛川' })
    expect(form.skus.map(({ values, priceFen, costFen }) => [values, priceFen, costFen])).toEqual([
      [['3 斤'], 2_990, 1_200],
      [['5 斤'], 4_990, 1_200],
    ])
    expect(form.skus.every(({ externalCode }) => /^SKU-[0-9A-Z]{10}$/.test(externalCode))).toBe(true)
    await expect(codeOf(desk.api.shopfront.product({ params: { id: form.id } }))).resolves.toBe('NOT_FOUND')
    expect((await auditOf(form.id)).map(({ action }) => action)).toEqual(['product.added'])
  })

  it('is sold no lower than its floor, whichever of the two is changed, and by no list', async () => {
    const below = { code: 'PRICE_BELOW_FLOOR', details: { items: [{ path: 'skus.1.priceFen', floorFen: 3_000 }] } }
    const two = (over: Parameters<typeof sku>[1]) => ({
      options: sizes('a', 'b'),
      skus: [sku(['a']), sku(['b'], { externalCode: null, ...over })],
    })
    const make = (over: Parameters<typeof sku>[1]) =>
      desk.api.catalog.addProduct({ body: productOf(category, two(over)) })
    expect((await refusalOf(make({ floorFen: 3_000 }))).body).toMatchObject(below)
    const form = await formOf((await make({ floorFen: 2_990 })).id)
    const skus = bodyOf(form).skus
    const changed = (over: Parameters<typeof sku>[1]) => save(form, { skus: [skus[0]!, { ...skus[1]!, ...over }] })
    expect((await refusalOf(changed({ floorFen: 3_000 }))).body).toMatchObject(below)
    expect(await codeOf(changed({ priceFen: 2_989 }))).toBe('PRICE_BELOW_FLOOR')
    const row = { list: 'base', minQty: 1, from: null, until: null }
    const rows = [
      ...form.skus.map(({ id, priceFen }) => ({ ...row, skuId: id, priceFen })),
      { ...row, skuId: form.skus[0]?.id ?? '', minQty: 3, priceFen: 2_000 },
      { ...row, skuId: form.skus[0]?.id ?? '', list: 'market', priceFen: 1_000 },
    ]
    await desk.api.priceLists.savePriceLists({ params: { id: form.id }, body: { version: form.version, rows } })
    const listed = await formOf(form.id)
    const floor = (floorFen: number) => save(listed, { skus: [{ ...skus[0]!, floorFen }, skus[1]!] })
    expect((await refusalOf(floor(2_001))).body).toMatchObject({
      code: 'PRICE_BELOW_FLOOR',
      details: { items: [{ path: 'skus.0.floorFen', priceFen: 2_000 }] },
    })
    expect(await formOf(form.id)).toEqual(listed)
    expect((await floor(2_000)).skus[0]?.floorFen).toBe(2_000)
  })

  it('is made once per key', async () => {
    const body = productOf(category, { title: '只有一次' })
    const ids = await Promise.all(
      [1, 2, 3].map(() => desk.api.catalog.addProduct({ body, idempotencyKey: 'one-product' }).then(({ id }) => id)),
    )
    expect(new Set(ids).size).toBe(1)
  })

  it('saved as it was changes nothing and says so in the audit log', async () => {
    const form = await make({ options: sizes('a', 'b'), skus: [sku(['a']), sku(['b'])] })
    const after = await save(form, {})
    expect({ ...after, version: 0 }).toEqual({ ...form, version: 0 })
    expect((await auditOf(form.id)).at(-1)).toMatchObject({ action: 'product.changed', before: {}, after: {} })
  })

  it('keeps its SKUs through new names and another order of its options', async () => {
    const form = await make({
      options: [...sizes('3 斤', '5 斤'), { name: '包装', values: [{ name: '简装' }] }],
      skus: [sku(['3 斤', '简装']), sku(['5 斤', '简装'])],
    })
    const [size, pack] = form.options
    const options = [
      { ...pack!, name: '包装方式', values: [{ id: pack!.values[0]!.id, name: '纸箱' }] },
      { ...size!, values: [size!.values[1]!, size!.values[0]!] },
    ]
    const skus = [sku(['纸箱', '5 斤']), sku(['纸箱', '3 斤'])]
    const after = await save(form, { options, skus })
    expect(after.skus.map(({ id }) => id)).toEqual([form.skus[1]!.id, form.skus[0]!.id])
    expect(after.skus.map(({ values }) => values.join(' '))).toEqual(['纸箱 5 斤', '纸箱 3 斤'])
    expect(after.options.map(({ name }) => name)).toEqual(['包装方式', '规格'])
  })

  it('archives a combination that is taken away and finds it again, stock, price history and all', async () => {
    const form = await make({ options: sizes('a', 'b'), skus: [sku(['a']), sku(['b'], { priceFen: 5_000 })] })
    const b = named(form, 'b')
    await desk.api.inventory.adjust({ body: { reason: '到货', items: [{ skuId: b.id, delta: 7 }] } })
    const without = await save(form, {
      options: [{ ...form.options[0]!, values: [form.options[0]!.values[0]!] }],
      skus: [sku(['a'])],
    })
    expect(live(without).map(({ values }) => values)).toEqual([['a']])
    const again = await save(without, { options: sizes('a', 'b'), skus: [sku(['a']), sku(['b'], { priceFen: 5_500 })] })
    expect(named(again, 'b')).toMatchObject({ id: b.id, onHand: 7, available: 7, priceFen: 5_500, archived: false })
    const history = await desk.shop.database.rows<{ fen: number }>(
      'select effective_fen as fen from price_history where sku_id = $1 order by from_at, id',
      [b.id],
    )
    expect(history.map(({ fen }) => fen)).toEqual([5_000, 5_500])
  })

  it('lets a new value take the name of one that rests', async () => {
    const form = await make({ options: sizes('a', 'b'), skus: [sku(['a']), sku(['b'])] })
    const [a, b] = form.options[0]!.values
    const renamed = [{ ...form.options[0]!, values: [{ id: a!.id, name: 'b' }] }]
    const after = await save(form, { options: renamed, skus: [sku(['b'])] })
    expect(live(after).map(({ id }) => id)).toEqual([named(form, 'a').id])
    const both = [
      {
        ...form.options[0]!,
        values: [
          { id: a!.id, name: 'x' },
          { id: b!.id, name: 'a' },
        ],
      },
    ]
    const swapped = await save(after, { options: both, skus: [sku(['x']), sku(['a'])] })
    expect(live(swapped).map(({ id }) => id)).toEqual([named(form, 'a').id, named(form, 'b').id])
  })

  it('lets two SKUs trade their codes', async () => {
    const codes = [`t-${newId(desk.shop.clock)}`, `u-${newId(desk.shop.clock)}`]
    const form = await make({
      options: sizes('a', 'b'),
      skus: [sku(['a'], { externalCode: codes[0]! }), sku(['b'], { externalCode: codes[1]! })],
    })
    const skus = [sku(['a'], { externalCode: codes[1]! }), sku(['b'], { externalCode: codes[0]! })]
    expect((await save(form, { skus })).skus.map(({ externalCode }) => externalCode)).toEqual([codes[1], codes[0]])
  })

  it('tells each wrong field where it stands', async () => {
    const refusal = await refusalOf(
      desk.api.catalog.addProduct({
        body: productOf(newId(desk.shop.clock), {
          options: sizes('a'),
          skus: [sku(['b']), sku(['a'], { priceFen: 0 })],
        }),
      }),
    )
    expect(refusal.body).toMatchObject({ code: 'VALIDATION_FAILED', details: [{ path: 'skus.1.priceFen' }] })
    const matrix = await refusalOf(make({ options: sizes('a'), skus: [sku(['b'])] }))
    expect(matrix.body.details).toMatchObject([{ path: 'skus.0.values' }])
    const where = await refusalOf(desk.api.catalog.addProduct({ body: productOf(newId(desk.shop.clock)) }))
    expect(where.body.details).toMatchObject([{ path: 'categoryId' }])
    const picture = await refusalOf(make({ pictureIds: [desk.pictureId, 'AbCdEfGhIjKlMnOpQrStUv'] }))
    expect(picture.body.details).toMatchObject([{ path: 'pictureIds.1' }])
  })

  it('takes no code of another product', async () => {
    const code = `mine-${newId(desk.shop.clock)}`
    await make({ skus: [sku([], { externalCode: code })] })
    const refusal = await refusalOf(make({ options: sizes('a'), skus: [sku(['a'], { externalCode: code })] }))
    expect(refusal.body).toMatchObject({
      code: 'SKU_CODE_TAKEN',
      details: { items: [{ path: 'skus.0.externalCode', field: 'externalCode' }] },
    })
  })

  it('is saved only over the version its editor saw', async () => {
    const form = await make()
    await save(form, { title: '先到' })
    expect(await codeOf(save(form, { title: '后到' }))).toBe('VERSION_CONFLICT')
    expect((await formOf(form.id)).title).toBe('先到')
  })

  it('does not take ids of another product for its own', async () => {
    const other = await make({ options: sizes('a'), skus: [sku(['a'])] })
    const form = await make({ options: sizes('a'), skus: [sku(['a'])] })
    const refusal = await refusalOf(save(form, { options: other.options }))
    expect(refusal.body.details).toMatchObject([{ path: 'options.0.id' }])
  })
})

describe('the shelf', () => {
  it('wants a picture and something on sale, and keeps wanting them', async () => {
    const form = await make({ skus: [sku([], { onSale: false })] })
    const move = (state: 'on_shelf' | 'off_shelf') =>
      desk.api.catalog.moveProduct({ params: { id: form.id }, body: { state } })
    const refusal = await refusalOf(move('on_shelf'))
    expect(refusal.body).toMatchObject({ code: 'PRODUCT_INCOMPLETE', details: { missing: ['pictures', 'skus'] } })
    const whole = await save(form, { pictureIds: [desk.pictureId], skus: [sku([])] })
    await move('on_shelf')
    expect((await desk.api.shopfront.product({ params: { id: form.id } })).state).toBe('on_shelf')
    const shown = await formOf(form.id)
    expect(await codeOf(save(shown, { pictureIds: [] }))).toBe('PRODUCT_INCOMPLETE')
    await move('off_shelf')
    await move('off_shelf')
    expect(whole.state).toBe('draft')
    expect((await auditOf(form.id)).map(({ action }) => action).slice(-2)).toEqual([
      'product.put_on_shelf',
      'product.taken_off_shelf',
    ])
  })
})

describe('what goods cost', () => {
  it('is in the form of who may write products and in no answer of the shop', async () => {
    const form = await make({ pictureIds: [desk.pictureId], skus: [sku([], { costFen: 77_123 })] })
    await desk.api.catalog.moveProduct({ params: { id: form.id }, body: { state: 'on_shelf' } })
    const seen = await Promise.all([
      desk.api.shopfront.product({ params: { id: form.id } }),
      desk.api.shopfront.products({ query: { q: '洛川' } }),
      desk.api.shopfront.home(),
      desk.api.shopfront.adminProduct({ params: { id: form.id } }),
    ])
    for (const answer of seen) expect(JSON.stringify(answer)).not.toMatch(/77123|cost/i)
    const reader = clientOf(desk.shop, desk.actors.operator(['product.read']))
    expect(await codeOf(reader.shopfront.productForm({ params: { id: form.id } }))).toBe('FORBIDDEN')
  })
})

describe('stock', () => {
  it('moves by deltas with a reason, once per key, and never below what is reserved', async () => {
    const [one] = (await make()).skus
    const adjust = (delta: number, idempotencyKey?: string) =>
      desk.api.inventory.adjust({
        body: { reason: '盘点', items: [{ skuId: one!.id, delta }] },
        ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
      })
    await adjust(5, 'stock-1')
    await adjust(5, 'stock-1')
    expect((await adjust(-2)).items).toEqual([{ skuId: one!.id, onHand: 3, reserved: 0, available: 3 }])
    await desk.shop.database.execute('update stocks set reserved = 2 where sku_id = $1', [one!.id])
    const refusal = await refusalOf(adjust(-2))
    expect(refusal.body).toMatchObject({ code: 'STOCK_TOO_LOW', details: { items: [{ onHand: 3, reserved: 2 }] } })
    await desk.shop.database.execute('update stocks set reserved = 0 where sku_id = $1', [one!.id])
    const moves = await desk.shop.database.rows<{ kind: string; delta: number; reason: string }>(
      'select kind, on_hand_delta as delta, reason from stock_moves where sku_id = $1 order by id',
      [one!.id],
    )
    expect(moves).toEqual([
      { kind: 'adjust', delta: 5, reason: '盘点' },
      { kind: 'adjust', delta: -2, reason: '盘点' },
    ])
  })

  it('is adjusted for all SKUs of a call or none', async () => {
    const [one] = (await make()).skus
    const items = [
      { skuId: one!.id, delta: 5 },
      { skuId: newId(desk.shop.clock), delta: 5 },
    ]
    const refusal = await refusalOf(desk.api.inventory.adjust({ body: { reason: '到货', items } }))
    expect(refusal.body.details).toMatchObject([{ path: 'items.1.skuId' }])
    expect(await desk.shop.database.rows('select 1 from stocks where sku_id = $1', [one!.id])).toEqual([])
  })

  it('that is low can be looked for', async () => {
    const low = await make({ title: '快没了的桃' })
    const rich = await make({ title: '很多的桃' })
    await desk.api.inventory.adjust({ body: { reason: '到货', items: [{ skuId: rich.skus[0]!.id, delta: 11 }] } })
    const found = await desk.api.shopfront.adminProducts({ query: { q: '的桃', stock: 'low', sort: 'price_asc' } })
    expect(found.items.map(({ id }) => id)).toEqual([low.id])
  })
})
