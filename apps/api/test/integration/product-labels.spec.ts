import type { AttributeAnswer, ProductBody } from '@jishi/contracts/catalog/catalog-editing.schema'
import type { ProductView } from '@jishi/contracts/shopfront/shopfront.schema'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DomainEvent } from '../../src/infra/outbox/event-map.js'
import { TellProducts } from '../../src/modules/catalog/assortment/tell-products.js'
import { codeOf, refusalOf } from '../support/buying.js'
import { bodyOf, openCatalogDesk, productOf, sku, type CatalogDesk } from '../support/catalog-desk.js'

let desk: CatalogDesk
let food: string
let fruit: string
let brandId: string
let tagId: string

const addCategory = async (name: string, parentId: string | null = null): Promise<string> =>
  (await desk.api.catalog.addCategory({ body: { name, parentId, iconId: null, permitKind: null } })).id
const addAttribute = async (categoryId: string, name: string, over = {}) => {
  const body = {
    name,
    kind: 'choice' as const,
    filterable: true,
    required: false,
    values: [{ name: '甲' }, { name: '乙' }],
  }
  return (await desk.api.assortment.addAttribute({ params: { id: categoryId }, body: { ...body, ...over } })).id
}
const attributeOf = async (categoryId: string, id: string) =>
  (await desk.api.assortment.attributes({ params: { id: categoryId } })).items.find((one) => one.id === id) ??
  (expect.unreachable(`no attribute ${id}`) as never)
const answer = async (id: string, ...names: string[]): Promise<AttributeAnswer> => {
  const { values } = await attributeOf(fruit, id)
  const valueIds = names.map((name) => values.find((value) => value.name === name)?.id ?? '')
  return { attributeId: id, valueIds, words: null }
}
const words = (id: string, text: string): AttributeAnswer => ({ attributeId: id, valueIds: [], words: text })
const add = async (over: Partial<ProductBody> = {}) =>
  (await desk.api.catalog.addProduct({ body: productOf(fruit, { pictureIds: [desk.pictureId], ...over }) })).id
const formOf = (id: string) => desk.api.shopfront.productForm({ params: { id } })
const save = async (id: string, over: Partial<ProductBody>) =>
  desk.api.catalog.editProduct({ params: { id }, body: { ...bodyOf(await formOf(id)), ...over } })
const putOn = (id: string) => desk.api.catalog.moveProduct({ params: { id }, body: { state: 'on_shelf' } })
const pageOf = async (id: string) => (await desk.shop.app.inject(`/api/shop/products/${id}`)).json<ProductView>()

beforeAll(async () => {
  desk = await openCatalogDesk()
  food = await addCategory('食品')
  fruit = await addCategory('水果', food)
  brandId = (await desk.api.assortment.addBrand({ body: { name: '坡上', logoId: null, story: '' } })).id
  tagId = (await desk.api.assortment.addTag({ body: { name: '当季', shown: true } })).id
})
afterAll(() => desk.close())

describe('what a product is told apart by', () => {
  it('comes back as it was saved, and shoppers see it', async () => {
    const taste = await addAttribute(fruit, '口感', { kind: 'choices' })
    const note = await addAttribute(food, '吃法', { kind: 'text', filterable: false, values: [] })
    const beside = await add({ title: '旁边的' })
    const labels = {
      ...{ brandId, tagIds: [tagId], relatedIds: [beside], weight: 42 },
      attributes: [words(note, '洗净就吃'), await answer(taste, '甲', '乙')],
      detailHtml: `<h2>好吃</h2><p onclick="x()">脆<script>alert(1)</script></p><img src="/media/${desk.pictureId}/640.webp">`,
      skus: [sku([], { floorFen: 900, volumeCm3: 4_000 })],
    }
    const id = await add(labels)
    const form = await formOf(id)
    expect(form).toMatchObject({ brandId, tagIds: [tagId], weight: 42, video: null })
    expect(form.attributes).toEqual(expect.arrayContaining(labels.attributes))
    expect(form.related.map(({ id: other }) => other)).toEqual([beside])
    expect(form.skus[0]).toMatchObject({ floorFen: 900, volumeCm3: 4_000 })
    expect(form.detailHtml).toBe(`<h2>好吃</h2><p>脆</p><img src="/media/${desk.pictureId}/640.webp" alt="" />`)
    await save(id, {})
    expect({ ...(await formOf(id)), version: 0 }).toEqual({ ...form, version: 0 })
    await putOn(id)
    const page = await pageOf(id)
    expect(page.brand).toMatchObject({ id: brandId, name: '坡上' })
    expect(page.attributes).toEqual([
      { name: '吃法', values: ['洗净就吃'] },
      { name: '口感', values: ['甲', '乙'] },
    ])
    expect(page.detailHtml).toBe(form.detailHtml)
    const listed = await desk.api.shopfront.adminProducts({ query: { brand: brandId, tag: tagId } })
    expect(listed.items).toEqual([expect.objectContaining({ id, brandName: '坡上', tags: ['当季'], weight: 42 })])
  })

  it('leaves a picture out that the shop does not have', async () => {
    const id = await add({ detailHtml: `<p>图</p><img src="/media/${'z'.repeat(22)}/640.webp" alt="">` })
    expect((await formOf(id)).detailHtml).toBe('<p>图</p>')
  })

  it.each<[string, () => Promise<Partial<ProductBody>>, string]>([
    ['an unknown brand', () => Promise.resolve({ brandId: fruit }), 'brandId'],
    ['an unknown tag', () => Promise.resolve({ tagIds: [tagId, fruit] }), 'tagIds.1'],
    ['an unknown product beside it', () => Promise.resolve({ relatedIds: [fruit] }), 'relatedIds.0'],
    ['an unknown film', () => Promise.resolve({ videoId: 'v'.repeat(22) }), 'videoId'],
    [
      'an attribute of another category',
      async () => ({ attributes: [words(await addAttribute(await addCategory('别处'), '别处的'), 'x')] }),
      'attributes.0.attributeId',
    ],
    [
      'two values of a choice',
      async () => ({ attributes: [await answer(await addAttribute(fruit, '二选一'), '甲', '乙')] }),
      'attributes.0',
    ],
    [
      'a value of another attribute',
      async () => {
        const [one, other] = [await addAttribute(fruit, '此'), await addAttribute(fruit, '彼')]
        return { attributes: [{ ...(await answer(other, '甲')), attributeId: one }] }
      },
      'attributes.0.valueIds.0',
    ],
    [
      'days the wrong way round',
      () => Promise.resolve({ shelfFrom: '2030-01-02T00:00:00.000Z', shelfUntil: '2030-01-01T00:00:00.000Z' }),
      'shelfUntil',
    ],
    ['a text that is too long', () => Promise.resolve({ detailHtml: `<p>${'长'.repeat(60_001)}</p>` }), 'detailHtml'],
  ])('refuses %s and names the field', async (_, over, path) => {
    const refusal = await refusalOf(add(await over()))
    expect(refusal.body).toMatchObject({ code: 'VALIDATION_FAILED', details: [{ path }] })
  })

  it('keeps a value that is offered no more, and takes it anew nowhere', async () => {
    const colour = await addAttribute(fruit, '颜色')
    const kept = await answer(colour, '甲')
    const id = await add({ attributes: [kept] })
    const { values, version } = await attributeOf(fruit, colour)
    const rest = values.filter(({ name }) => name !== '甲').map(({ id: valueId, name }) => ({ id: valueId, name }))
    await desk.api.assortment.editAttribute({
      params: { id: colour },
      body: { name: '颜色', filterable: true, required: false, values: rest, version },
    })
    expect((await attributeOf(fruit, colour)).values).toContainEqual(
      expect.objectContaining({ name: '甲', archived: true, productCount: 1 }),
    )
    await save(id, { title: '改了名字' })
    expect((await formOf(id)).attributes).toEqual([kept])
    expect(await codeOf(add({ attributes: [kept] }))).toBe('VALIDATION_FAILED')
    await desk.api.assortment.archiveAttribute({ params: { id: colour }, body: { version: version + 1 } })
    await save(id, { title: '又改了' })
    expect((await formOf(id)).attributes).toEqual([kept])
    expect(await codeOf(add({ attributes: [await answer(colour, '乙')] }))).toBe('VALIDATION_FAILED')
  })

  it('comes to the shelf only with what its category demands', async () => {
    const category = await addCategory('必填', food)
    const must = await addAttribute(category, '必答', { required: true, kind: 'text', filterable: false, values: [] })
    const id = await add({ categoryId: category })
    const refusal = await refusalOf(putOn(id))
    expect(refusal.body).toMatchObject({ code: 'PRODUCT_INCOMPLETE', details: { missing: ['attributes'] } })
    await save(id, { attributes: [words(must, '答了')] })
    await putOn(id)
    const emptied = await refusalOf(save(id, { attributes: [] }))
    expect(emptied.body).toMatchObject({ code: 'PRODUCT_INCOMPLETE', details: { missing: ['attributes'] } })
  })

  it('holds its brand: one in use is not archived, and says how many goods carry it', async () => {
    const brand = (await desk.api.assortment.addBrand({ body: { name: '用着', logoId: null, story: '' } })).id
    const id = await add({ brandId: brand })
    const archive = () => desk.api.assortment.archiveBrand({ params: { id: brand }, body: { version: 1 } })
    expect((await refusalOf(archive())).body).toMatchObject({ code: 'BRAND_IN_USE', details: { products: 1 } })
    await save(id, { brandId: null })
    await archive()
  })

  it('tells of every product that shows a renamed thing, once, batch by batch', async () => {
    const { database } = desk.shop
    const tag = (await desk.api.assortment.addTag({ body: { name: '很多', shown: true } })).id
    const id = await add({ tagIds: [tag] })
    await database.rows(
      `insert into spus (id, code, state, category_id, title, subtitle, no_reason_return, price_from_fen, price_to_fen, created_at)
       select gen_random_uuid(), 'many-' || n, 'draft', category_id, title, subtitle, false, 1, 1, now()
         from spus, generate_series(1, 600) n where id = $1`,
      [id],
    )
    await database.rows(`insert into spu_tags select id, $1 from spus where code like 'many-%'`, [tag])
    const told = () =>
      database.one<{ events: number; products: number }>(
        `select count(*) as events, count(distinct payload ->> 'spuId') as products from outbox o
          where name = 'product.changed' and exists (
            select 1 from spu_tags st where st.tag_id = $1 and st.spu_id = (o.payload ->> 'spuId')::uuid)`,
        [tag],
      )
    await database.rows(`delete from outbox where name in ('product.changed', 'assortment.changed')`)
    await desk.api.assortment.editTag({ params: { id: tag }, body: { name: '时令', shown: true, version: 1 } })
    expect(await told()).toEqual({ events: 0, products: 0 })
    const telling = desk.shop.get(TellProducts)
    const next = () =>
      database.maybe<DomainEvent<'assortment.changed'>>(
        `select id, name, version, occurred_at as "occurredAt", payload from outbox where name = 'assortment.changed'
          order by seq desc limit 1`,
      )
    const hear = async (): Promise<void> => {
      const event = await next()
      if (event !== undefined) await database.transaction((tx) => telling.assortmentChanged(tx, event))
    }
    await hear()
    expect(await told()).toEqual({ events: 500, products: 500 })
    await hear()
    expect(await told()).toEqual({ events: 601, products: 601 })
  })
})

describe('the second of two editors', () => {
  it('is told what is there now and whose save was first', async () => {
    const id = await add()
    const form = await formOf(id)
    await save(id, { title: '先到' })
    const refusal = await refusalOf(
      desk.api.catalog.editProduct({ params: { id }, body: { ...bodyOf(form), title: '后到' } }),
    )
    expect(refusal.body).toMatchObject({
      code: 'VERSION_CONFLICT',
      details: { version: form.version + 1, savedBy: '测试运营', savedAt: expect.any(String) as string },
    })
  })

  it('is not told of what the form does not hold: the shelf, sales and stock', async () => {
    const id = await add()
    const form = await formOf(id)
    await putOn(id)
    const skuId = form.skus[0]?.id ?? ''
    await desk.api.inventory.adjust({ body: { reason: '盘点', items: [{ skuId, delta: 3 }] } })
    await desk.shop.database.rows('update spus set sold_count = sold_count where id = $1', [id])
    await desk.api.catalog.editProduct({ params: { id }, body: { ...bodyOf(form), title: '没人打扰' } })
    expect((await formOf(id)).title).toBe('没人打扰')
  })
})

describe('the matrix of a product', () => {
  it('has up to six axes and four hundred combinations', async () => {
    const names = ['甲', '乙', '丙', '丁', '戊', '己']
    const axes = names.map((name) => ({ name, values: [{ name: `${name}1` }, { name: `${name}2` }] }))
    const all = axes.reduce<string[][]>(
      (found, { values }) => found.flatMap((before) => values.map((value) => [...before, value.name])),
      [[]],
    )
    const id = await add({ options: axes, skus: all.map((values) => sku(values)) })
    expect((await formOf(id)).skus).toHaveLength(64)
    const wide = [20, 20].map((count, axis) => ({
      name: `轴 ${axis}`,
      values: Array.from({ length: count }, (_, index) => ({ name: `${axis}-${index}` })),
    }))
    const many = wide[0]?.values.flatMap(({ name }) => (wide[1]?.values ?? []).map((value) => [name, value.name])) ?? []
    const big = await add({ options: wide, skus: many.map((values) => sku(values)) })
    const raised = many.map((values) => sku(values, { priceFen: 3_333 }))
    const form = await formOf(big)
    await desk.api.catalog.editProduct({ params: { id: big }, body: { ...bodyOf(form), skus: raised } })
    expect((await formOf(big)).skus.filter(({ priceFen }) => priceFen === 3_333)).toHaveLength(400)
    const seven = [...axes, { name: '庚', values: [{ name: '庚1' }] }]
    expect(await codeOf(add({ options: seven, skus: [sku([...(all[0] ?? []), '庚1'])] }))).toBe('VALIDATION_FAILED')
  })
})
