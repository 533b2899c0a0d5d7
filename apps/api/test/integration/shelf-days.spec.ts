import type { ProductBody } from '@jishi/contracts/catalog/catalog-editing.schema'
import { addHours, addMs, isoOf, minuteMs, shopDay } from '@jishi/kernel/time'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MovableClock } from '../../src/infra/clock/clock.js'
import { KeepShelfDay } from '../../src/modules/catalog/shelf/keep-shelf-day.js'
import { codeOf, refusalOf } from '../support/buying.js'
import { bodyOf, openCatalogDesk, productOf, type CatalogDesk } from '../support/catalog-desk.js'

const clock = new MovableClock()
let desk: CatalogDesk
let category: string

const add = async (over: Partial<ProductBody> = {}) =>
  (await desk.api.catalog.addProduct({ body: productOf(category, { pictureIds: [desk.pictureId], ...over }) })).id
const inHours = (hours: number) => isoOf(addHours(clock.now(), hours))
const schedule = (id: string, shelfFrom: string | null, shelfUntil: string | null = null) =>
  desk.api.catalog.scheduleProduct({ params: { id }, body: { shelfFrom, shelfUntil } })
const move = (id: string, state: 'on_shelf' | 'off_shelf') =>
  desk.api.catalog.moveProduct({ params: { id }, body: { state } })
const formOf = (id: string) => desk.api.shopfront.productForm({ params: { id } })
const stateOf = async (id: string) => (await formOf(id)).state
const statusOf = async (id: string) => (await desk.shop.app.inject(`/api/shop/products/${id}`)).statusCode
const rowOf = (id: string) =>
  desk.shop.database.one<{ shelfRefusal: string | null; state: string; archived: boolean }>(
    `select shelf_refusal as "shelfRefusal", state, archived_at is not null as archived from spus where id = $1`,
    [id],
  )
const later = async (hours: number) => {
  clock.set(addMs(addHours(clock.now(), hours), minuteMs))
  await desk.shop.sweep('catalog.shelf-due')
}

beforeAll(async () => {
  clock.set(clock.now())
  desk = await openCatalogDesk(clock)
  category = (
    await desk.api.catalog.addCategory({ body: { name: '时令', parentId: null, iconId: null, permitKind: null } })
  ).id
})
afterAll(() => desk.close())

describe('a product that waits for its day', () => {
  it('is not there, comes to the shelf when the day has come, and leaves it again', async () => {
    const id = await add()
    await schedule(id, inHours(2), inHours(5))
    expect([await stateOf(id), await statusOf(id)]).toEqual(['scheduled', 404])
    await later(1)
    expect(await stateOf(id)).toBe('scheduled')
    await later(1)
    expect([await stateOf(id), await statusOf(id)]).toEqual(['on_shelf', 200])
    expect(await formOf(id)).toMatchObject({ shelfFrom: null, shelfUntil: expect.any(String) as string })
    await later(3)
    expect([await stateOf(id), await statusOf(id)]).toEqual(['off_shelf', 200])
    const log = await desk.shop.database.rows<{ action: string; who: string }>(
      'select action, actor_kind as who from audit_log where subject_id = $1 order by seq',
      [id],
    )
    expect(log.map(({ action, who }) => `${who} ${action}`)).toEqual([
      'operator product.added',
      'operator product.scheduled',
      'system product.put_on_shelf',
      'system product.taken_off_shelf',
    ])
  })

  it('is listed as such, and its plan can be changed and taken back', async () => {
    const id = await add()
    await schedule(id, inHours(2))
    await schedule(id, inHours(9))
    const { items } = await desk.api.shopfront.adminProducts({ query: { state: 'scheduled' } })
    expect(items.find((item) => item.id === id)).toMatchObject({ state: 'scheduled', shelfUntil: null })
    await later(3)
    expect(await stateOf(id)).toBe('scheduled')
    await move(id, 'off_shelf')
    expect(await formOf(id)).toMatchObject({ state: 'draft', shelfFrom: null })
    await later(10)
    expect(await stateOf(id)).toBe('draft')
  })

  it('waits no more when its form takes the day away', async () => {
    const id = await add()
    await schedule(id, inHours(2))
    await desk.api.catalog.editProduct({ params: { id }, body: { ...bodyOf(await formOf(id)), shelfFrom: null } })
    expect(await stateOf(id)).toBe('draft')
  })

  it.each([
    ['a day that has passed', -1, null, 'shelfFrom'],
    ['an end before the beginning', 3, 2, 'shelfUntil'],
    ['an end that has passed', 3, -2, 'shelfUntil'],
  ])('refuses %s', async (_, from, until, path) => {
    const id = await add()
    const refusal = await refusalOf(schedule(id, inHours(from), until === null ? null : inHours(until)))
    expect(refusal.body).toMatchObject({ code: 'VALIDATION_FAILED', details: [{ path }] })
  })

  it('hears at once what it lacks', async () => {
    expect(await codeOf(schedule(await add({ pictureIds: [] }), inHours(1)))).toBe('PRODUCT_INCOMPLETE')
  })

  it('stays off when it lacks something by then; the list and the log tell of it until somebody acts', async () => {
    const food = (
      await desk.api.catalog.addCategory({ body: { name: '食品', parentId: null, iconId: null, permitKind: null } })
    ).id
    const id = await add({ categoryId: food })
    await schedule(id, inHours(1))
    await desk.api.catalog.editCategory({
      params: { id: food },
      body: { name: '食品', iconId: null, permitKind: 'food', version: 1 },
    })
    await later(1)
    expect(await rowOf(id)).toMatchObject({ state: 'draft', shelfRefusal: 'PERMIT_MISSING' })
    const refused = await desk.api.shopfront.adminProducts({ query: { shelf: 'refused' } })
    expect(refused.items.map((item) => item.id)).toEqual([id])
    const { after } = await desk.shop.database.one<{ after: object }>(
      `select after from audit_log where subject_id = $1 and action = 'product.shelf_refused'`,
      [id],
    )
    expect(after).toMatchObject({ code: 'PERMIT_MISSING', permitKind: 'food' })
    await desk.api.catalog.addPermit({
      body: {
        ...{ kind: 'food', title: '食品经营许可证', number: 'JY1', pictureId: null, shown: true },
        ...{ validFrom: shopDay(clock.now()), validTo: null },
      },
    })
    await move(id, 'on_shelf')
    expect(await rowOf(id)).toMatchObject({ state: 'on_shelf', shelfRefusal: null })
  })

  it('is kept once, however often its day is looked at', async () => {
    const id = await add()
    await schedule(id, inHours(1))
    clock.set(addHours(clock.now(), 2))
    const keeping = desk.shop.get(KeepShelfDay)
    await Promise.all([1, 2, 3, 4].map(() => keeping.run(id)))
    const { times } = await desk.shop.database.one<{ times: number }>(
      `select count(*) as times from audit_log where subject_id = $1 and action = 'product.put_on_shelf'`,
      [id],
    )
    expect(times).toBe(1)
  })

  it('that came late and whose end has passed does not come at all', async () => {
    const id = await add()
    await schedule(id, inHours(1), inHours(2))
    await later(4)
    expect(await stateOf(id)).toBe('draft')
  })
})

describe('the recycle bin', () => {
  it('hides a product from everybody, keeps all it was, and gives it back', async () => {
    const brandId = (await desk.api.assortment.addBrand({ body: { name: '曾经', logoId: null, story: '' } })).id
    const id = await add({ brandId, title: '扔了又捡' })
    await move(id, 'on_shelf')
    const before = await formOf(id)
    await desk.api.catalog.archiveProduct({ params: { id }, body: { version: before.version } })
    expect(await statusOf(id)).toBe(404)
    const bin = await desk.api.shopfront.adminProducts({ query: { state: 'recycled' } })
    expect(bin.items[0]).toMatchObject({ id, archivedAt: expect.any(String) as string })
    const living = await desk.api.shopfront.adminProducts({ query: { q: '扔了又捡' } })
    expect(living.items).toEqual([])
    expect(await codeOf(move(id, 'on_shelf'))).toBe('NOT_FOUND')
    await desk.api.assortment.archiveBrand({ params: { id: brandId }, body: { version: 1 } })
    await desk.api.catalog.restoreProduct({ params: { id }, body: { categoryId: null } })
    const after = await formOf(id)
    expect(after).toMatchObject({ state: 'off_shelf', brandId: null, title: before.title })
    expect(after.skus.map((sku) => sku.id)).toEqual(before.skus.map((sku) => sku.id))
  })

  it('is entered over the version that was seen, and twice is once', async () => {
    const id = await add()
    const archive = (version: number) => desk.api.catalog.archiveProduct({ params: { id }, body: { version } })
    expect(await codeOf(archive(9))).toBe('VERSION_CONFLICT')
    const { version } = await archive((await formOf(id)).version)
    expect(await archive(version)).toEqual({ id, version })
  })

  it('gives a product whose category is gone only into another one', async () => {
    const gone = (
      await desk.api.catalog.addCategory({ body: { name: '会停用', parentId: null, iconId: null, permitKind: null } })
    ).id
    const id = await add({ categoryId: gone })
    await desk.api.catalog.archiveProduct({ params: { id }, body: { version: (await formOf(id)).version } })
    await desk.api.catalog.archiveCategory({ params: { id: gone }, body: { version: 1 } })
    const restore = (categoryId: string | null) =>
      desk.api.catalog.restoreProduct({ params: { id }, body: { categoryId } })
    expect(await codeOf(restore(null))).toBe('CATEGORY_GONE')
    expect(await codeOf(restore(gone))).toBe('VALIDATION_FAILED')
    await restore(category)
    expect(await formOf(id)).toMatchObject({ categoryId: category, state: 'draft' })
  })
})
