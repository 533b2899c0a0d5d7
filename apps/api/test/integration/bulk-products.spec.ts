import type { ProductBody } from '@jishi/contracts/catalog/catalog-editing.schema'
import type { BulkChange } from '@jishi/contracts/catalog/product-shelf.schema'
import { newId } from '@jishi/kernel/id'
import { systemClock } from '@jishi/kernel/time'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { refusalOf } from '../support/buying.js'
import { openCatalogDesk, productOf, type CatalogDesk } from '../support/catalog-desk.js'

let desk: CatalogDesk
let category: string

const addCategory = async (name: string) =>
  (await desk.api.catalog.addCategory({ body: { name, parentId: null, iconId: null, permitKind: null } })).id
const addTag = async (name: string) => (await desk.api.assortment.addTag({ body: { name, shown: true } })).id
const add = async (over: Partial<ProductBody> = {}) =>
  (await desk.api.catalog.addProduct({ body: productOf(category, { pictureIds: [desk.pictureId], ...over }) })).id
const formOf = (id: string) => desk.api.shopfront.productForm({ params: { id } })
const change = (ids: string[], what: BulkChange, idempotencyKey?: string) =>
  desk.api.catalog.changeProducts({
    body: { ids, change: what },
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
  })
const logged = (id: string) =>
  desk.shop.database.rows<{ action: string; before: object; after: object }>(
    'select action, before, after from audit_log where subject_id = $1 order by seq',
    [id],
  )

beforeAll(async () => {
  desk = await openCatalogDesk()
  category = await addCategory('鲜果')
})
afterAll(() => desk.close())

describe('many products at once', () => {
  it('get tags and lose others, each with its row in the log, the same when asked again', async () => {
    const [a, b] = [await addTag('甲'), await addTag('乙')]
    const ids = [await add({ tagIds: [b] }), await add()]
    const unknown = newId<'product'>(systemClock)
    const what: BulkChange = { kind: 'tags', add: [a], remove: [b] }
    const first = await change([...ids, unknown], what, 'bulk-of-tags-0000001')
    expect([...first.changed].sort()).toEqual([...ids].sort())
    expect(first.refused).toEqual([{ id: unknown, title: null, code: 'NOT_FOUND', permitKind: null, missing: [] }])
    expect(await change([...ids, unknown], what, 'bulk-of-tags-0000001')).toEqual(first)
    for (const id of ids) expect((await formOf(id)).tagIds).toEqual([a])
    const rows = await logged(ids[0] ?? '')
    expect(rows.at(-1)).toEqual({ action: 'product.changed', before: { tagIds: [b] }, after: { tagIds: [a] } })
    expect(rows).toHaveLength(2)
  })

  it('get a weight; what has it already is changed without a trace', async () => {
    const id = await add({ weight: 7 })
    const { version } = await formOf(id)
    expect((await change([id], { kind: 'weight', weight: 7 })).changed).toEqual([id])
    expect(await formOf(id)).toMatchObject({ version })
    await change([id], { kind: 'weight', weight: 8 })
    expect(await formOf(id)).toMatchObject({ weight: 8, version: version + 1 })
  })

  it('change their category; what the new one demands of goods on the shelf keeps some where they are', async () => {
    const strict = await addCategory('严格')
    await desk.api.assortment.addAttribute({
      params: { id: strict },
      body: { name: '必答', kind: 'choice', filterable: true, required: true, values: [{ name: '是' }] },
    })
    const own = await desk.api.assortment.addAttribute({
      params: { id: category },
      body: { name: '旧的', kind: 'text', filterable: false, required: false, values: [] },
    })
    const draft = await add({ attributes: [{ attributeId: own.id, valueIds: [], words: '留下' }] })
    const shown = await add({ title: '在架' })
    await desk.api.catalog.moveProduct({ params: { id: shown }, body: { state: 'on_shelf' } })
    const { changed, refused } = await change([draft, shown], { kind: 'category', categoryId: strict })
    expect(changed).toEqual([draft])
    expect(refused).toEqual([
      { id: shown, title: '在架', code: 'PRODUCT_INCOMPLETE', permitKind: null, missing: ['attributes'] },
    ])
    expect(await formOf(draft)).toMatchObject({ categoryId: strict, attributes: [] })
    expect(await formOf(shown)).toMatchObject({ categoryId: category, state: 'on_shelf' })
    expect((await logged(shown)).at(-1)?.action).toBe('product.put_on_shelf')
  })

  it('go to the shelf, into the bin and out of it', async () => {
    const ids = [await add(), await add({ pictureIds: [], title: '没有图' })]
    const shelved = await change(ids, { kind: 'shelf', state: 'on_shelf' })
    expect(shelved.changed).toEqual([ids[0]])
    expect(shelved.refused).toMatchObject([{ id: ids[1], code: 'PRODUCT_INCOMPLETE', missing: ['pictures'] }])
    expect((await change(ids, { kind: 'archive' })).changed).toHaveLength(2)
    expect((await change(ids, { kind: 'weight', weight: 1 })).refused.map(({ code }) => code)).toEqual([
      'NOT_FOUND',
      'NOT_FOUND',
    ])
    expect((await change(ids, { kind: 'restore' })).changed).toHaveLength(2)
    expect((await formOf(ids[0] ?? '')).state).toBe('off_shelf')
  })

  it.each<[string, () => Promise<BulkChange>, string]>([
    [
      'an unknown category',
      () => Promise.resolve({ kind: 'category', categoryId: newId(systemClock) }),
      'change.categoryId',
    ],
    ['an unknown tag', () => Promise.resolve({ kind: 'tags', add: [newId(systemClock)], remove: [] }), 'change.add.0'],
    [
      'a tag that is added and removed',
      async () => {
        const id = await addTag('又加又减')
        return { kind: 'tags', add: [id], remove: [id] }
      },
      'change.remove',
    ],
  ])('are all left alone by %s', async (_, what, path) => {
    const id = await add()
    const refusal = await refusalOf(change([id], await what()))
    expect(refusal.body).toMatchObject({ code: 'VALIDATION_FAILED', details: [{ path }] })
    expect((await formOf(id)).version).toBe(1)
  })
})
