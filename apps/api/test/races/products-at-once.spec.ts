import type { BulkChange } from '@jishi/contracts/catalog/product-shelf.schema'
import { addMinutes, isoOf } from '@jishi/kernel/time'
import { parallel } from '@jishi/testing/race'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KeepShelfDay } from '../../src/modules/catalog/shelf/keep-shelf-day.js'
import { expectSoundShop, operatorOf, patiently } from '../support/buying.js'
import { bodyOf, newPicture } from '../support/catalog-desk.js'
import { MadeGoods } from '../support/made-goods.js'
import { Refused, type ShopClient } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let goods: MadeGoods
let anna: ShopClient
let pictureId: string

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  goods = new MadeGoods(shop)
  anna = await operatorOf(shop)
  pictureId = await newPicture(shop)
})
afterAll(() => shop.close())

const codesOf = (rejected: readonly unknown[]): string[] =>
  rejected.map((refusal) => (refusal instanceof Refused ? refusal.body.code : String(refusal)))
const product = async () => (await goods.product({ state: 'off_shelf', pictureIds: [pictureId] })).spuId
const formOf = (id: string) => anna.shopfront.productForm({ params: { id } })
const change = (ids: string[], what: BulkChange) => anna.catalog.changeProducts({ body: { ids, change: what } })

describe('at the same time', () => {
  it(
    'fifty bulk changes of the same goods, in whatever order they are named, all come through',
    { timeout: 120_000 },
    async () => {
      const ids = [await product(), await product(), await product(), await product()]
      const tag = (await anna.assortment.addTag({ body: { name: '大促', shown: true } })).id
      const kinds: BulkChange[] = [
        { kind: 'weight', weight: 3 },
        { kind: 'tags', add: [tag], remove: [] },
        { kind: 'shelf', state: 'on_shelf' },
        { kind: 'tags', add: [], remove: [tag] },
        { kind: 'shelf', state: 'off_shelf' },
      ]
      const { rejected } = await parallel(50, (n) =>
        patiently(() =>
          change(n % 2 === 0 ? ids : [...ids].reverse(), kinds[n % kinds.length] ?? { kind: 'weight', weight: 1 }),
        ),
      )
      expect(codesOf(rejected)).toEqual([])
      for (const id of ids) {
        const form = await formOf(id)
        expect(form.weight).toBe(3)
        expect([[], [tag]]).toContainEqual(form.tagIds)
      }
    },
  )

  it('a brand is archived or given to a product, never both', async () => {
    for (let round = 0; round < 6; round += 1) {
      const body = { name: `争 ${round}`, logoId: null, story: '' }
      const brandId = (await anna.assortment.addBrand({ body })).id
      const id = await product()
      const form = bodyOf(await formOf(id))
      const { fulfilled, rejected } = await parallel<unknown>(2, (n) =>
        n === 0
          ? anna.assortment.archiveBrand({ params: { id: brandId }, body: { version: 1 } })
          : anna.catalog.editProduct({ params: { id }, body: { ...form, brandId } }),
      )
      expect(fulfilled).toHaveLength(1)
      expect(['BRAND_IN_USE', 'VALIDATION_FAILED']).toContain(codesOf(rejected)[0])
    }
    const torn = await shop.database.rows(
      'select s.id from spus s join brands b on b.id = s.brand_id where b.archived_at is not null and s.archived_at is null',
    )
    expect(torn).toEqual([])
  })

  it('a value is archived or answered anew, never both', async () => {
    const category = await goods.category('争着答')
    for (let round = 0; round < 4; round += 1) {
      const values = [{ name: '去' }, { name: '留' }]
      const body = { name: `属性 ${round}`, kind: 'choice' as const, filterable: true, required: false, values }
      const id = (await anna.assortment.addAttribute({ params: { id: category }, body })).id
      const [goes, stays] = (await anna.assortment.attributes({ params: { id: category } })).items.at(-1)?.values ?? []
      const { spuId } = await goods.product({ categoryId: category, state: 'draft', stock: 0 })
      const form = bodyOf(await formOf(spuId))
      const attributes = [{ attributeId: id, valueIds: [goes?.id ?? ''], words: null }]
      const { rejected } = await parallel<unknown>(2, (n) =>
        n === 0
          ? anna.assortment.editAttribute({
              params: { id },
              body: {
                ...{ name: body.name, filterable: true, required: false, version: 1 },
                values: [stays ?? { name: '留' }].map(({ name }) => ({ name })),
              },
            })
          : anna.catalog.editProduct({ params: { id: spuId }, body: { ...form, attributes } }),
      )
      // Both may come through, the answer first: then the product carries a value that is offered no more.
      expect(codesOf(rejected).filter((code) => code !== 'VALIDATION_FAILED')).toEqual([])
    }
  })

  it('one attribute name is entered once along a path', async () => {
    const top = await goods.category('一条路')
    const below = await goods.category('路上', top)
    const body = { name: '同名', kind: 'text' as const, filterable: false, required: false, values: [] }
    const { fulfilled, rejected } = await parallel(6, (n) =>
      anna.assortment.addAttribute({ params: { id: n % 2 === 0 ? top : below }, body }),
    )
    expect(fulfilled).toHaveLength(1)
    expect(new Set(codesOf(rejected))).toEqual(new Set(['ATTRIBUTE_NAME_TAKEN']))
  })

  it('the day of a product comes and an operator moves it: it is put on the shelf once', async () => {
    const id = await product()
    const from = isoOf(addMinutes(shop.clock.now(), 1))
    await anna.catalog.scheduleProduct({ params: { id }, body: { shelfFrom: from, shelfUntil: null } })
    shop.clock.set(addMinutes(shop.clock.now(), 2))
    const keeping = shop.get(KeepShelfDay)
    const { rejected } = await parallel<unknown>(6, (n) =>
      n % 2 === 0 ? keeping.run(id) : anna.catalog.moveProduct({ params: { id }, body: { state: 'on_shelf' } }),
    )
    shop.clock.release()
    expect(codesOf(rejected)).toEqual([])
    const { times } = await shop.database.one<{ times: number }>(
      `select count(*) as times from audit_log where subject_id = $1 and action = 'product.put_on_shelf'`,
      [id],
    )
    expect(times).toBe(1)
  })

  it('leaves a sound shop', async () => {
    await expectSoundShop(shop)
  })
})
