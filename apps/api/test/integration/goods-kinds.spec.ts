import { SPU_KINDS } from '@jishi/contracts/catalog/catalog.terms'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codeOf } from '../support/buying.js'
import { bodyOf, openCatalogDesk, productOf, type CatalogDesk } from '../support/catalog-desk.js'

let desk: CatalogDesk
let category: string

beforeAll(async () => {
  desk = await openCatalogDesk()
  category = await desk.goods.category('会员卡')
})
afterAll(() => desk.close())

const formOf = (id: string) => desk.api.shopfront.productForm({ params: { id } })
const make = async (kind: (typeof SPU_KINDS)[number]) =>
  formOf((await desk.api.catalog.addProduct({ body: productOf(category, { kind }) })).id)
const becomes = (id: string, kind: (typeof SPU_KINDS)[number]) =>
  formOf(id).then((form) => desk.api.catalog.editProduct({ params: { id }, body: { ...bodyOf(form), kind } }))

describe('the kind of goods', () => {
  it.each(SPU_KINDS)('%s is kept and comes back', async (kind) => {
    expect((await make(kind)).kind).toBe(kind)
  })

  it('changes while the product is a draft that never was in stock, and leaves a row', async () => {
    const { id } = await make('physical')
    await becomes(id, 'virtual')
    expect((await formOf(id)).kind).toBe('virtual')
    const row = await desk.shop.database.one<{ before: object; after: object }>(
      `select before, after from audit_log where subject_id = $1 and action = 'product.changed'`,
      [id],
    )
    expect(row).toMatchObject({ before: { kind: 'physical' }, after: { kind: 'virtual' } })
  })

  it('stays once a piece was in stock, even when none is left', async () => {
    const form = await make('physical')
    const skuId = form.skus[0]?.id ?? ''
    for (const delta of [1, -1])
      await desk.api.inventory.adjust({ body: { reason: '盘点', items: [{ skuId, delta }] } })
    expect(await codeOf(becomes(form.id, 'service'))).toBe('PRODUCT_KIND_FIXED')
    expect((await formOf(form.id)).kind).toBe('physical')
  })

  it('stays once the product was on the shelf, also after it left it', async () => {
    const product = await desk.goods.product({ stock: 0 })
    expect(await codeOf(becomes(product.spuId, 'card_secret'))).toBe('PRODUCT_KIND_FIXED')
    await desk.api.catalog.moveProduct({ params: { id: product.spuId }, body: { state: 'off_shelf' } })
    expect(await codeOf(becomes(product.spuId, 'card_secret'))).toBe('PRODUCT_KIND_FIXED')
  })
})
