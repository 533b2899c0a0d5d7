import type { FreightTemplateBody } from '@jishi/contracts/catalog/freight.schema'
import { parallel } from '@jishi/testing/race'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codeOf, refusalOf } from '../support/buying.js'
import { Refused } from '../support/shopper.js'
import { bodyOf, openCatalogDesk, productOf, sku, type CatalogDesk } from '../support/catalog-desk.js'

let desk: CatalogDesk
let categoryId: string

beforeAll(async () => {
  desk = await openCatalogDesk()
  categoryId = (
    await desk.api.catalog.addCategory({ body: { name: '生鲜', parentId: null, iconId: null, permitKind: null } })
  ).id
})
afterAll(() => desk.close())

const rate = (over = {}) => ({
  ...{ regionPrefixes: [] as string[], first: 1_000, firstFen: 1_200, next: 500, nextFen: 300 },
  ...{ freeOverFen: null, freeOverQty: null, ...over },
})
const cold = (name: string, over: Partial<FreightTemplateBody> = {}): FreightTemplateBody => ({
  ...{ name, unit: 'weight', rates: [rate(), rate({ regionPrefixes: ['65', '54'], firstFen: 2_500 })] },
  noDeliveryPrefixes: ['81'],
  ...over,
})
const add = async (body: FreightTemplateBody) => (await desk.api.freight.addFreightTemplate({ body })).id
const templateOf = async (id: string) =>
  (await desk.api.freight.freightTemplates()).items.find((template) => template.id === id)

describe('freight templates', () => {
  it('are entered, changed and archived, each with its row in the audit log', async () => {
    const id = await add(cold('冷链'))
    expect(await templateOf(id)).toMatchObject({ ...cold('冷链'), version: 1, productCount: 0 })
    await desk.api.freight.editFreightTemplate({ params: { id }, body: { ...cold('冷链快递'), version: 1 } })
    expect(
      await codeOf(desk.api.freight.editFreightTemplate({ params: { id }, body: { ...cold('别的'), version: 1 } })),
    ).toBe('VERSION_CONFLICT')
    await desk.api.freight.archiveFreightTemplate({ params: { id }, body: { version: 2 } })
    expect(await templateOf(id)).toBeUndefined()
    const rows = await desk.shop.database.rows<{ action: string }>(
      'select action from audit_log where subject_id = $1 order by seq',
      [id],
    )
    expect(rows.map(({ action }) => action)).toEqual(['freight.added', 'freight.changed', 'freight.archived'])
  })

  it('say on the page of what travels by them what a piece pays in each region, and where nothing goes', async () => {
    const id = await add(cold('冷链到家'))
    const body = productOf(categoryId, { freightTemplateId: id, skus: [{ ...sku([]), weightG: 2_000 }] })
    const made = await desk.api.catalog.addProduct({ body })
    await desk.shop.database.execute(`update spus set state = 'on_shelf', on_shelf_at = now() where id = $1`, [made.id])
    const { delivery } = await desk.api.shopfront.product({ params: { id: made.id } })
    expect(delivery).toMatchObject({
      freightFen: 1_800,
      rates: [
        { prefixes: [], freightFen: 1_800, freeOverFen: null },
        { prefixes: ['65', '54'], freightFen: 3_100, freeOverFen: null },
      ],
    })
    expect(delivery.notTo).toContain('81')
  })

  it('share no name, also when two are entered at once', async () => {
    await add(cold('同名'))
    expect(await codeOf(add(cold('同名')))).toBe('FREIGHT_NAME_TAKEN')
    const { fulfilled, rejected } = await parallel(6, () => add(cold('同时')))
    expect(fulfilled).toHaveLength(1)
    expect(new Set(rejected.map((error) => (error as Refused).body.code))).toEqual(new Set(['FREIGHT_NAME_TAKEN']))
  })

  it.each<[string, Partial<FreightTemplateBody>, string]>([
    [
      'a region with two rates',
      { rates: [rate(), rate({ regionPrefixes: ['65'] }), rate({ regionPrefixes: ['65'] })] },
      'rates.2.regionPrefixes',
    ],
    ['two rates for everywhere else', { rates: [rate(), rate()] }, 'rates.1.regionPrefixes'],
    ['a rate where nothing is delivered', { noDeliveryPrefixes: ['65'] }, 'noDeliveryPrefixes'],
    ['nothing to charge', { rates: [] }, 'rates'],
    ['a first lot of nothing', { rates: [rate({ first: 0 })] }, 'rates.0.first'],
    ['a word for a region', { noDeliveryPrefixes: ['新疆'] }, 'noDeliveryPrefixes.0'],
  ])('refuse %s', async (_name, over, path) => {
    const { body } = await refusalOf(add(cold('不行', over)))
    expect(body).toMatchObject({ code: 'VALIDATION_FAILED', details: [expect.objectContaining({ path })] })
  })

  it('belong to products, which keep them from being archived until they go', async () => {
    const freightTemplateId = await add(cold('有货'))
    const body = productOf(categoryId, { freightTemplateId, skus: [sku([])] })
    const { id } = await desk.api.catalog.addProduct({ body })
    const form = await desk.api.shopfront.productForm({ params: { id } })
    expect(form.freightTemplateId).toBe(freightTemplateId)
    const archive = () =>
      desk.api.freight.archiveFreightTemplate({ params: { id: freightTemplateId }, body: { version: 1 } })
    expect((await refusalOf(archive())).body).toMatchObject({ code: 'FREIGHT_IN_USE', details: { products: 1 } })
    await desk.api.catalog.archiveProduct({ params: { id }, body: { version: form.version } })
    await archive()
    await desk.api.catalog.restoreProduct({ params: { id }, body: { categoryId: null } })
    const after = await desk.api.shopfront.productForm({ params: { id } })
    expect(after.freightTemplateId).toBeNull()
    const again = { ...bodyOf(after), freightTemplateId }
    expect((await refusalOf(desk.api.catalog.editProduct({ params: { id }, body: again }))).body).toMatchObject({
      code: 'VALIDATION_FAILED',
      details: [expect.objectContaining({ path: 'freightTemplateId' })],
    })
  })

  it('are tried on a parcel by the engine that prices orders', async () => {
    const tried = (over: object) =>
      desk.api.freight.tryFreight({
        body: {
          template: cold('试算'),
          regionCode: '330106',
          qty: 3,
          weightG: 1_501,
          volumeCm3: 0,
          goodsFen: 5_000,
          ...over,
        },
      })
    expect(await tried({})).toEqual({ deliverable: true, freightFen: 1_800 })
    expect(await tried({ weightG: 1_000 })).toEqual({ deliverable: true, freightFen: 1_200 })
    expect(await tried({ regionCode: '650102' })).toEqual({ deliverable: true, freightFen: 3_100 })
    expect(await tried({ regionCode: '810001' })).toMatchObject({ deliverable: false })
    const free = cold('包邮', { rates: [rate({ freeOverFen: 5_000 })] })
    expect(await tried({ template: free })).toEqual({ deliverable: true, freightFen: 0 })
    const pieces = cold('按件', { unit: 'piece', rates: [rate({ first: 1, next: 1 })] })
    expect(await tried({ template: pieces })).toEqual({ deliverable: true, freightFen: 1_800 })
  })
})
