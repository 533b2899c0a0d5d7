import { IMPORT_KEPT_DAYS, SHEET_TYPES, type SheetFormat } from '@jishi/contracts/catalog/product-import.terms'
import type { ProductForm } from '@jishi/contracts/catalog/catalog-editing.schema'
import { addDays } from '@jishi/kernel/time'
import writeXlsxFile from 'write-excel-file/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MovableClock } from '../../src/infra/clock/clock.js'
import { FILE_STORE, type FileStore } from '../../src/infra/storage/file-store.js'
import { bodyOf, productOf, sku, type CatalogDesk } from '../support/catalog-desk.js'
import { csvOf, openImportDesk, rowOf, type ImportDesk } from '../support/import-desk.js'

let desk: CatalogDesk
let imports: ImportDesk
let clock: MovableClock
let category: string
const film = { id: 'f'.repeat(22), name: '果园开箱.mp4' }
const kinds = { taste: '', place: '' }
const freights = { fruit: '', small: '', capital: '' }

const formOf = async (code: string): Promise<ProductForm> =>
  desk.api.shopfront.productForm({ params: { id: (await imports.productOf(code))?.id ?? '' } })
const addAttribute = async (name: string, kind: 'choice' | 'choices' | 'text', values: string[]): Promise<string> => {
  const body = { name, kind, filterable: false, required: false, values: values.map((value) => ({ name: value })) }
  return (await desk.api.assortment.addAttribute({ params: { id: category }, body })).id
}
const same = ({ version: _version, skus, ...form }: ProductForm) => ({
  ...form,
  skus: skus.map(({ onHand: _onHand, available: _available, ...each }) => each),
})
const FROM = '2099-03-01 09:00'
const UNTIL = '2099/4/1 18:30'
const row = (n: string, more = {}) => rowOf(n, { 类目路径: '果品', ...more })

beforeAll(async () => {
  clock = new MovableClock()
  ;({ desk, imports } = await openImportDesk(clock))
  category = (
    await desk.api.catalog.addCategory({ body: { name: '果品', parentId: null, iconId: null, permitKind: null } })
  ).id
  kinds.taste = await addAttribute('口味', 'choices', ['酸', '甜', '不酸、不甜'])
  kinds.place = await addAttribute('产区|=海拔', 'text', [])
  await desk.shop.database.execute(
    `insert into media (id, name, purpose, kind, width, height, colour, bytes, seconds, created_at)
     values ($1, $2, 'product', 'video', 720, 1280, '#000000', 1000, 12, now())`,
    [film.id, film.name],
  )
  const way = (name: string) => ({
    name,
    unit: 'order' as const,
    rates: [{ regionPrefixes: [], first: 1, firstFen: 800, next: 1, nextFen: 0, freeOverFen: null, freeOverQty: null }],
    noDeliveryPrefixes: [],
  })
  freights.fruit = (await desk.api.freight.addFreightTemplate({ body: way('鲜果快递') })).id
  freights.capital = (await desk.api.freight.addFreightTemplate({ body: way('Cold') })).id
  freights.small = (await desk.api.freight.addFreightTemplate({ body: way('cold') })).id
  await imports.applied(csvOf([row('beside-1'), row('beside-2')]))
})
afterAll(() => desk.close())

const FULL = {
  属性: '口味=甜、酸|产区\\|\\=海拔：海拔 800 米\\|向阳',
  参数: '净含量=500 克\n比例=1:2',
  服务保障: '坏果包赔=签收 24 小时内|包邮',
  关联商品: 'P-beside-2，S-beside-1',
  视频: film.name,
  图片: '',
  运费模板: '鲜果快递',
  上架: '定时',
  上架时间: FROM,
  下架时间: UNTIL,
}

describe('the columns of a sheet beyond the first ones', () => {
  it('make a product that knows all of it and waits for its day', async () => {
    const view = await imports.applied(csvOf([row('full', { ...FULL, 图片: desk.pictureId })]))
    expect(await imports.flaws(view.id)).toEqual([])
    const form = await formOf('P-full')
    const { items } = await desk.api.assortment.attributes({ params: { id: category } })
    const named = new Map(items.flatMap(({ values }) => values.map(({ id, name }) => [id, name] as const)))
    expect(form.attributes.map(({ valueIds, words }) => words ?? valueIds.map((id) => named.get(id)).sort())).toEqual([
      ['甜', '酸'].sort(),
      '海拔 800 米|向阳',
    ])
    expect(form.parameters).toEqual([
      { name: '净含量', value: '500 克' },
      { name: '比例', value: '1:2' },
    ])
    expect(form.services).toEqual([
      { name: '坏果包赔', note: '签收 24 小时内' },
      { name: '包邮', note: '' },
    ])
    expect(form.related.map(({ title }) => title)).toEqual(['导入商品 beside-2', '导入商品 beside-1'])
    expect(form).toMatchObject({
      state: 'scheduled',
      ...{ video: { id: film.id }, freightTemplateId: freights.fruit },
      shelfFrom: '2099-03-01T01:00:00.000Z',
      shelfUntil: '2099-04-01T10:30:00.000Z',
    })
  })

  it('are told cell by cell where they are wrong, and nothing is written', async () => {
    const wrong = {
      'no-attribute': { 属性: '颜色=红' },
      'no-value': { 属性: '口味=苦' },
      'no-answer': { 属性: '口味' },
      twice: { 属性: '口味=甜|口味=酸' },
      'no-content': { 参数: '净含量' },
      'many-services': { 服务保障: Array.from({ length: 9 }, (_, n) => `服务${n}`).join('|') },
      'no-product': { 关联商品: 'P-nowhere' },
      'no-film': { 视频: '没有.mp4' },
      'no-freight': { 运费模板: '专车' },
      'which-freight': { 运费模板: 'COLD' },
      'no-time': { 上架时间: '明天' },
      past: { 上架: '定时', 上架时间: '2020-01-01', 图片: desk.pictureId },
      cheap: { 底价: '30' },
      dayless: { 上架: '定时', 图片: desk.pictureId },
    }
    const view = await imports.checked(csvOf(Object.entries(wrong).map(([n, more]) => row(n, more))))
    expect(view.products).toMatchObject({ new: 0, refused: 14 })
    expect((await imports.flaws(view.id)).map(([, column, code]) => `${column} ${code}`)).toEqual([
      'attributes ATTRIBUTE_UNKNOWN',
      'attributes ATTRIBUTE_VALUE_UNKNOWN',
      'attributes PAIR_INCOMPLETE',
      'attributes ATTRIBUTE_REFUSED',
      'parameters PAIR_INCOMPLETE',
      'services TOO_MANY',
      'related RELATED_UNKNOWN',
      'film FILM_UNKNOWN',
      'freightTemplate FREIGHT_UNKNOWN',
      'freightTemplate FREIGHT_AMBIGUOUS',
      'shelfFrom NOT_A_TIME',
      'shelfFrom DAYS_REFUSED',
      'price BELOW_FLOOR',
      'shelfFrom DAYS_REFUSED',
    ])
    const itself = await imports.checked(csvOf([row('full', { ...FULL, 图片: desk.pictureId, 关联商品: 'P-full' })]))
    expect(await imports.flaws(itself.id)).toEqual([[2, 'related', 'RELATED_REFUSED']])
  })

  it('are left alone where the file does not have them, and emptied where a cell is', async () => {
    const before = await formOf('P-full')
    await imports.applied(csvOf([{ 商品编码: 'P-full', SKU编码: 'S-full', 副标题: '只改这里' }]))
    expect(same(await formOf('P-full'))).toEqual({ ...same(before), subtitle: '只改这里' })
    const empty = Object.fromEntries(Object.keys(FULL).map((column) => [column, '']))
    const { 上架: _kept, ...cleared } = empty
    await imports.applied(csvOf([{ 商品编码: 'P-full', SKU编码: 'S-full', ...cleared }]))
    expect(await formOf('P-full')).toMatchObject({
      ...{ attributes: [], parameters: [], services: [], related: [], video: null, freightTemplateId: null },
      // Who takes the day away takes the waiting away.
      ...{ shelfFrom: null, shelfUntil: null, state: 'draft' },
    })
  })

  it('take the dates of a spreadsheet itself, by the clock of the shop', async () => {
    const text = (value: string) => ({ value, type: String })
    const names = ['商品编码', '标题', '类目路径', 'SKU编码', '售价', '上架时间']
    const book = await writeXlsxFile([
      {
        sheet: '商品',
        data: [
          names.map(text),
          [
            ...['P-date', '日期', '果品', 'S-date', '9.90'].map(text),
            { value: new Date(Date.UTC(2099, 2, 1, 9)), type: Date, format: 'yyyy-mm-dd hh:mm' },
          ],
        ],
      },
    ]).toBuffer()
    const view = await imports.applied(book, 'xlsx')
    expect(await imports.flaws(view.id)).toEqual([])
    expect((await formOf('P-date')).shelfFrom).toBe('2099-03-01T01:00:00.000Z')
  })
})

describe('an export brought back', () => {
  const SIGNS = 'a|b=c\\d：e、f'
  let exportedId: string
  const asked = { state: 'scheduled' }

  beforeAll(async () => {
    const { items } = await desk.api.assortment.attributes({ params: { id: category } })
    const odd = items.find(({ id }) => id === kinds.taste)?.values.find(({ name }) => name === '不酸、不甜')
    const beside = [await imports.productOf('P-beside-1'), await imports.productOf('P-beside-2')]
    const { id } = await desk.api.catalog.addProduct({
      body: productOf(category, {
        title: '来回一趟',
        pictureIds: [desk.pictureId],
        attributes: [
          { attributeId: kinds.taste, valueIds: [odd?.id ?? ''], words: null },
          { attributeId: kinds.place, valueIds: [], words: SIGNS },
        ],
        parameters: [
          { name: '比例:高=低', value: SIGNS },
          { name: '净含量', value: '500 克' },
        ],
        services: [
          { name: '9:00 前发货', note: '' },
          { name: '包邮', note: SIGNS },
        ],
        relatedIds: beside.map((product) => product?.id ?? ''),
        ...{ videoId: film.id, freightTemplateId: freights.small },
        skus: [sku([], { externalCode: 'S-round' })],
      }),
    })
    exportedId = id
    const days = { shelfFrom: '2099-03-01T01:00:00.000Z', shelfUntil: '2099-04-01T10:30:07.000Z' }
    await desk.api.catalog.scheduleProduct({ params: { id }, body: days })
  })

  const file = async (format: SheetFormat) => {
    const answer = await imports.exported({ format, ...asked })
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, SHEET_TYPES[format]])
    return answer.rawPayload
  }
  const form = () => desk.api.shopfront.productForm({ params: { id: exportedId } })

  it.each(['csv', 'xlsx'] as const)('as %s says nothing new', async (format) => {
    const view = await imports.checked(await file(format), format)
    expect(await imports.flaws(view.id)).toEqual([])
    expect(view.products).toEqual({ new: 0, changed: 0, unchanged: 1, refused: 0 })
  })

  it.each(['csv', 'xlsx'] as const)('as %s gives everything back that was taken away meanwhile', async (format) => {
    const before = await form()
    const bytes = await file(format)
    await desk.api.catalog.editProduct({
      params: { id: exportedId },
      body: {
        ...bodyOf(before),
        ...{ attributes: [], parameters: [], services: [], relatedIds: [], videoId: null, freightTemplateId: null },
        ...{ shelfFrom: null, shelfUntil: null },
      },
    })
    expect((await form()).state).toBe('draft')
    const view = await imports.applied(bytes, format)
    expect(await imports.flaws(view.id)).toEqual([])
    expect(same(await form())).toEqual(same(before))
  })
})

describe('imports of long ago', () => {
  const left = async () =>
    (
      await desk.shop.database.one<{ n: number }>(
        `select (select count(*) from product_imports) + (select count(*) from product_import_rows)
              + (select count(*) from product_import_products) as n`,
      )
    ).n

  it('are forgotten with their rows and files, and not a day earlier', async () => {
    const files = desk.shop.app.get<FileStore>(FILE_STORE)
    const { id } = (await imports.send(csvOf([row('stopped')]))).json<{ id: string }>()
    await desk.api.productImport.stop({ params: { id } })
    // A file its import lost sight of: the worker died between the two.
    await files.put(`imports/${id}.csv`, Buffer.from('x'))
    const before = await left()
    expect(before).toBeGreaterThan(3)
    await desk.shop.sweep('catalog.old-imports')
    expect(await left()).toBe(before)
    clock.set(addDays(clock.now(), IMPORT_KEPT_DAYS + 1))
    while ((await desk.shop.sweep('catalog.old-imports')) > 0) continue
    expect(await left()).toBe(0)
    expect(await files.stat(`imports/${id}.csv`)).toBeUndefined()
    expect((await desk.api.productImport.list({ query: {} })).items).toEqual([])
  })

  it('never while one is at work or held by somebody', async () => {
    const { id } = (await imports.send(csvOf([row('working')]))).json<{ id: string }>()
    const ready = await imports.checked(csvOf([row('held')]))
    clock.set(addDays(clock.now(), IMPORT_KEPT_DAYS + 1))
    await desk.shop.database.transaction(async (tx) => {
      await tx.rows('select id from product_imports where id = $1 for no key update', [ready.id])
      expect(await desk.shop.sweep('catalog.old-imports')).toBe(0)
    })
    expect(await desk.shop.sweep('catalog.old-imports')).toBe(1)
    expect((await imports.view(id)).state).toBe('reading')
  })
})
