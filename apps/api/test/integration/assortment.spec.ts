import { parallel } from '@jishi/testing/race'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codeOf, refusalOf } from '../support/buying.js'
import { openCatalogDesk, type CatalogDesk } from '../support/catalog-desk.js'

let desk: CatalogDesk

beforeAll(async () => {
  desk = await openCatalogDesk()
})
afterAll(() => desk.close())

const addCategory = async (name: string, parentId: string | null = null): Promise<string> =>
  (await desk.api.catalog.addCategory({ body: { name, parentId, iconId: null, permitKind: null } })).id
const addBrand = async (name: string) =>
  (await desk.api.assortment.addBrand({ body: { name, logoId: null, story: '' } })).id
const brandOf = async (id: string) =>
  (await desk.api.assortment.brands()).items.find((brand) => brand.id === id) ??
  (expect.unreachable(`no brand ${id}`) as never)
const addTag = async (name: string, shown = true) => (await desk.api.assortment.addTag({ body: { name, shown } })).id
const choice = (name: string, values: string[], over = {}) => ({
  ...{ name, kind: 'choice' as const, filterable: true, required: false },
  values: values.map((value) => ({ name: value })),
  ...over,
})
const addAttribute = async (categoryId: string, body: ReturnType<typeof choice>) =>
  (await desk.api.assortment.addAttribute({ params: { id: categoryId }, body })).id
const attributesOf = async (id: string) => (await desk.api.assortment.attributes({ params: { id } })).items
const actionsOf = async (id: string) =>
  (
    await desk.shop.database.rows<{ action: string }>(
      'select action from audit_log where subject_id = $1 order by seq',
      [id],
    )
  ).map(({ action }) => action)

describe('brands', () => {
  it('are entered, renamed, put in order and archived, each with its row in the audit log', async () => {
    const [a, b, c] = [await addBrand('甲'), await addBrand('乙'), await addBrand('丙')]
    const ours = async () =>
      (await desk.api.assortment.brands()).items.filter(({ id }) => [a, b, c].includes(id)).map(({ name }) => name)
    expect(await ours()).toEqual(['甲', '乙', '丙'])
    await desk.api.assortment.placeBrand({ params: { id: c }, body: { beforeId: a, version: 1 } })
    expect(await ours()).toEqual(['丙', '甲', '乙'])
    const story = { name: '丙丙', logoId: desk.pictureId, story: '一家老店' }
    await desk.api.assortment.editBrand({ params: { id: c }, body: { ...story, version: 2 } })
    expect(await brandOf(c)).toMatchObject({
      name: '丙丙',
      logo: { id: desk.pictureId },
      story: '一家老店',
      version: 3,
    })
    await desk.api.assortment.archiveBrand({ params: { id: c }, body: { version: 3 } })
    expect(await ours()).toEqual(['甲', '乙'])
    expect(await actionsOf(c)).toEqual(['brand.added', 'brand.placed', 'brand.changed', 'brand.archived'])
  })

  it('share no name, whatever its letters, until one is archived', async () => {
    const first = await addBrand('Jishi')
    expect(await codeOf(addBrand('JISHI'))).toBe('BRAND_NAME_TAKEN')
    await desk.api.assortment.archiveBrand({ params: { id: first }, body: { version: 1 } })
    expect(await brandOf(await addBrand('jishi'))).toMatchObject({ name: 'jishi' })
  })

  it('are written over the version that was seen, with a logo that exists', async () => {
    const id = await addBrand('版本')
    const body = { name: '版本', logoId: null, story: '' }
    expect(await codeOf(desk.api.assortment.editBrand({ params: { id }, body: { ...body, version: 2 } }))).toBe(
      'VERSION_CONFLICT',
    )
    const logoId = 'x'.repeat(22)
    const refusal = await refusalOf(
      desk.api.assortment.editBrand({ params: { id }, body: { ...body, logoId, version: 1 } }),
    )
    expect(refusal.body).toMatchObject({ code: 'VALIDATION_FAILED', details: [{ path: 'logoId' }] })
    expect(await codeOf(desk.api.assortment.placeBrand({ params: { id }, body: { beforeId: id, version: 1 } }))).toBe(
      'VALIDATION_FAILED',
    )
  })

  it('one key enters one brand', async () => {
    const body = { name: '一次', logoId: null, story: '' }
    const { fulfilled } = await parallel(4, () =>
      desk.api.assortment.addBrand({ body, idempotencyKey: 'brand-entered-once-0001' }),
    )
    expect(new Set(fulfilled.map(({ id }) => id)).size).toBe(1)
  })
})

describe('attributes of a category', () => {
  it('are inherited by everything below, in the order of the path', async () => {
    const [top, other] = [await addCategory('服饰'), await addCategory('家居')]
    const leaf = await addCategory('T 恤', top)
    const season = await addAttribute(top, choice('季节', ['春', '夏']))
    const collar = await addAttribute(leaf, choice('领型', ['圆领', 'V 领'], { kind: 'choices' }))
    const cloth = await addAttribute(leaf, choice('面料', ['棉']))
    await desk.api.assortment.placeAttribute({ params: { id: cloth }, body: { beforeId: collar, version: 1 } })
    expect((await attributesOf(leaf)).map(({ id, inherited }) => [id, inherited])).toEqual([
      [season, true],
      [cloth, false],
      [collar, false],
    ])
    expect((await attributesOf(top)).map(({ id }) => id)).toEqual([season])
    expect(await attributesOf(other)).toEqual([])
  })

  it('have a name once along the path, and beside it again', async () => {
    const top = await addCategory('酒水')
    const [red, white] = [await addCategory('红酒', top), await addCategory('白酒', top)]
    await addAttribute(red, choice('度数', ['12%']))
    await addAttribute(white, choice('度数', ['52%']))
    const refusal = await refusalOf(addAttribute(top, choice('度数', ['1%'])))
    expect(refusal.body).toMatchObject({ code: 'ATTRIBUTE_NAME_TAKEN', details: { name: '度数' } })
    const elsewhere = await addCategory('烈酒')
    await addAttribute(elsewhere, choice('度数', ['60%']))
    const move = desk.api.catalog.moveCategory({
      ...{ params: { id: white }, body: { parentId: elsewhere, beforeId: null, version: 1 } },
    })
    expect(await codeOf(move)).toBe('ATTRIBUTE_NAME_TAKEN')
  })

  it.each([
    ['words of their own with a list', { ...choice('甲', ['一']), kind: 'text', filterable: false }, 'values'],
    ['words of their own as a filter', { ...choice('甲', []), kind: 'text' }, 'filterable'],
    ['nothing to choose from', choice('甲', []), 'values'],
    ['a value twice', choice('甲', ['一', '一']), 'values.1.name'],
  ])('cannot be entered with %s', async (_, body, path) => {
    const id = await addCategory('错')
    const refusal = await refusalOf(desk.api.assortment.addAttribute({ params: { id }, body: body as never }))
    expect(refusal.body).toMatchObject({ code: 'VALIDATION_FAILED', details: [{ path }] })
  })

  it('keep the ids of values through new names and new places; what is left out comes back as it was', async () => {
    const category = await addCategory('颜色')
    const id = await addAttribute(category, choice('颜色', ['红', '蓝']))
    const values = async () => (await attributesOf(category))[0]?.values ?? []
    const [red, blue] = await values()
    const edit = (version: number, list: { id?: string; name: string }[]) =>
      desk.api.assortment.editAttribute({
        params: { id },
        body: { name: '颜色', filterable: true, required: false, values: list, version },
      })
    await edit(1, [{ id: red?.id ?? '', name: '蓝' }, { id: blue?.id ?? '', name: '红' }, { name: '绿' }])
    expect((await values()).map(({ id: valueId, name }) => [valueId, name]).slice(0, 2)).toEqual([
      [red?.id, '蓝'],
      [blue?.id, '红'],
    ])
    await edit(2, [{ id: red?.id ?? '', name: '蓝' }])
    expect(await values()).toHaveLength(1)
    await edit(3, [{ name: '红' }, { name: '蓝' }])
    expect((await values()).map(({ id: valueId }) => valueId)).toEqual([blue?.id, red?.id])
    const foreign = await addAttribute(category, choice('尺码', ['S']))
    expect(await codeOf(edit(4, [{ id: foreign, name: '偷' }]))).toBe('VALIDATION_FAILED')
    expect(
      await codeOf(
        edit(4, [
          { id: red?.id ?? '', name: '一' },
          { id: red?.id ?? '', name: '二' },
        ]),
      ),
    ).toBe('VALIDATION_FAILED')
  })
})

describe('tags', () => {
  it('are entered, shown or not, renamed and archived', async () => {
    const id = await addTag('新品')
    expect(await codeOf(addTag('新品'))).toBe('TAG_NAME_TAKEN')
    await desk.api.assortment.editTag({ params: { id }, body: { name: '上新', shown: false, version: 1 } })
    expect((await desk.api.assortment.tags()).items).toContainEqual({
      ...{ id, name: '上新', shown: false, productCount: 0, version: 2 },
    })
    await desk.api.assortment.archiveTag({ params: { id }, body: { version: 2 } })
    expect((await desk.api.assortment.tags()).items.map((tag) => tag.id)).not.toContain(id)
    expect(await actionsOf(id)).toEqual(['tag.added', 'tag.changed', 'tag.archived'])
  })
})
