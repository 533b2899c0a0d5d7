import { SHEET_TYPES } from '@jishi/contracts/catalog/product-import.terms'
import writeXlsxFile from 'write-excel-file/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bodyOf, type CatalogDesk } from '../support/catalog-desk.js'
import { csvOf, headerNames, linesOf, openImportDesk, rowOf, type ImportDesk } from '../support/import-desk.js'
import { Refused } from '../support/shopper.js'

let desk: CatalogDesk
let imports: ImportDesk

beforeAll(async () => {
  ;({ desk, imports } = await openImportDesk())
})
afterAll(() => desk.close())

const form = async (code: string) => {
  const product = await imports.productOf(code)
  return desk.api.shopfront.productForm({ params: { id: product?.id ?? '' } })
}

describe('a sheet of products', () => {
  it('is checked first and changes nothing', async () => {
    const view = await imports.checked(csvOf([rowOf('dry')]))
    expect(view).toMatchObject({ state: 'ready', rowsRead: 1, products: { new: 1, refused: 0 }, mayApply: true })
    expect(await imports.productOf('P-dry')).toBeUndefined()
  })

  it('makes products with their options, prices and first stock, and says so', async () => {
    const rows = [
      rowOf('apple', {
        副标题: '脆甜',
        规格名1: '重量',
        规格值1: '3 斤',
        SKU编码: 'A-3',
        成本: '15',
        库存初值: '12',
        图片: desk.pictureId,
        上架: '是',
        关键词: '苹果|水果',
        图文说明: '第一段\n第二段',
      }),
      { 商品编码: 'P-apple', 规格值1: '5 斤', SKU编码: 'A-5', 售价: '¥1,045.9', 重量: '2500', 库存初值: '3' },
    ]
    const done = await imports.applied(csvOf(rows))
    expect(done).toMatchObject({ state: 'done', productsApplied: 1, productsLost: 0, createdBy: '测试运营' })
    const made = await form('P-apple')
    expect(made).toMatchObject({
      state: 'on_shelf',
      title: '导入商品 apple',
      subtitle: '脆甜',
      keywords: ['苹果', '水果'],
    })
    expect(made.paragraphs).toEqual(['第一段', '第二段'])
    expect(made.skus.map(({ values, priceFen, weightG, onHand }) => [values, priceFen, weightG, onHand])).toEqual([
      [['3 斤'], 2_990, 0, 12],
      [['5 斤'], 104_590, 2_500, 3],
    ])
    const log = await desk.shop.database.rows<{ action: string; after: { importId: string } }>(
      'select action, after from audit_log where subject_id = $1 order by seq',
      [made.id],
    )
    expect(log.map(({ action }) => action)).toEqual(['product.added', 'product.put_on_shelf', 'product.imported'])
    expect(log.at(-1)?.after).toMatchObject({ importId: done.id, made: true })
  })

  it('sent twice says unchanged, keeps the stock, and has nothing to apply', async () => {
    const sheet = csvOf([rowOf('twice', { 库存初值: '7', 详情: '<p>好<script>x</script></p>' })])
    await imports.applied(sheet)
    const before = await form('P-twice')
    const again = await imports.checked(sheet)
    expect(again).toMatchObject({ state: 'ready', products: { new: 0, changed: 0, unchanged: 1 }, mayApply: false })
    const { id } = again
    await expect(imports.api.productImport.apply({ params: { id } })).rejects.toThrow('IMPORT_ACTION_NOT_ALLOWED')
    expect(await form('P-twice')).toEqual(before)
    expect(before.skus[0]?.onHand).toBe(7)
  })

  it('changes only what a column says, and leaves the SKUs it does not name', async () => {
    const options = { 规格名1: '重量', 副标题: '旧' }
    await imports.applied(
      csvOf([
        rowOf('part', { ...options, 规格值1: '3 斤', SKU编码: 'part-3', 条码: '6901' }),
        rowOf('part', { ...options, 规格值1: '5 斤', SKU编码: 'part-5', 条码: '6902' }),
      ]),
    )
    await imports.applied(csvOf([{ 商品编码: 'P-part', SKU编码: 'part-5', 售价: '50' }]))
    const kept = await form('P-part')
    expect(kept.subtitle).toBe('旧')
    expect(kept.skus.map(({ externalCode, priceFen, barcode }) => [externalCode, priceFen, barcode])).toEqual([
      ['part-3', 2_990, '6901'],
      ['part-5', 5_000, '6902'],
    ])
  })

  it('does not overwrite what somebody saved after the check', async () => {
    await imports.applied(csvOf([rowOf('race')]))
    const { id } = await imports.checked(csvOf([rowOf('race', { 售价: '9.90' }), rowOf('calm')]))
    const seen = await form('P-race')
    await desk.api.catalog.editProduct({ params: { id: seen.id }, body: { ...bodyOf(seen), title: '人改的' } })
    await imports.api.productImport.apply({ params: { id } })
    const done = await imports.work(id)
    expect(done).toMatchObject({ state: 'done', productsApplied: 1, productsLost: 1 })
    expect(await imports.flaws(id)).toEqual([[2, 'productCode', 'CHANGED_MEANWHILE']])
    expect(await form('P-race')).toMatchObject({ title: '人改的', skus: [{ priceFen: 2_990 }] })
    expect(await imports.productOf('P-calm')).toBeDefined()
  })

  it('is stopped between two products and goes on when it is applied again', async () => {
    const { id } = await imports.checked(csvOf([rowOf('stop-1'), rowOf('stop-2')]))
    await imports.api.productImport.apply({ params: { id } })
    await imports.api.productImport.stop({ params: { id } })
    expect((await imports.work(id)).state).toBe('stopped')
    expect(await imports.productOf('P-stop-1')).toBeUndefined()
    await imports.api.productImport.apply({ params: { id } })
    expect(await imports.work(id)).toMatchObject({ state: 'done', productsApplied: 2 })
  })

  it('is found in the list, newest first', async () => {
    const { items } = await imports.api.productImport.list({ query: { limit: 2 } })
    expect(items).toHaveLength(2)
    expect([...items].sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1))).toEqual(items)
  })

  it('lists its rows by verdict and gives its errors as a file', async () => {
    const { id } = await imports.checked(
      csvOf([rowOf('fine'), rowOf('bad', { 售价: '很贵' }), rowOf('=cmd', { 售价: '' })]),
    )
    const refused = await imports.api.productImport.rows({ params: { id }, query: { verdict: 'refused' } })
    expect(refused.items.map(({ row }) => row)).toEqual([3, 4])
    const file = await desk.shop.app.inject({ url: `/api/admin/product-imports/${id}/flaws`, headers: imports.headers })
    expect(String(file.headers['content-disposition'])).toContain('attachment')
    expect(linesOf(file.body)).toEqual([
      ['行', '商品编码', 'SKU编码', '列', '原因', '代码'],
      ['3', 'P-bad', 'S-bad', '售价', '“很贵”不是金额，请写成元，如 29.90', 'NOT_YUAN'],
      ['4', 'P-=cmd', 'S-=cmd', '售价', '不能为空', 'CELL_NEEDED'],
    ])
    const english = await desk.shop.app.inject({
      url: `/api/admin/product-imports/${id}/flaws?format=xlsx`,
      headers: { ...imports.headers, 'accept-language': 'en' },
    })
    expect(english.headers['content-type']).toBe(SHEET_TYPES.xlsx)
  })

  it('begins with a template that imports as it is', async () => {
    await desk.goods.category('苹果', await desk.goods.category('水果'))
    for (const format of ['csv', 'xlsx'] as const) {
      const file = await desk.shop.app.inject({
        url: `/api/admin/product-imports/template?format=${format}`,
        headers: imports.headers,
      })
      expect([file.statusCode, file.headers['content-type']]).toEqual([200, SHEET_TYPES[format]])
      const view = await imports.checked(file.rawPayload, format)
      expect(view).toMatchObject({ state: 'ready', rowsRead: 2, products: { new: 1, refused: 0 } })
    }
  })

  it('needs its permission, and takes no other kind of file', async () => {
    const headers = desk.actors.operator(['product.write'])
    const answer = await desk.shop.app.inject({
      method: 'POST',
      url: '/api/admin/product-imports',
      headers: { ...headers, 'content-type': 'text/csv' },
      payload: 'x',
    })
    expect(answer.statusCode).toBe(403)
    const picture = await desk.shop.app.inject({
      method: 'POST',
      url: '/api/admin/product-imports',
      headers: { ...imports.headers, 'content-type': 'image/png' },
      payload: Buffer.from('x'),
    })
    expect(picture.statusCode).toBe(415)
    expect((await imports.send(Buffer.alloc(20 * 1024 * 1024 + 1))).statusCode).toBe(413)
    expect((await imports.send('')).statusCode).toBe(400)
  })

  it('is read from a workbook, with the values of its formulas and cells merged downwards', async () => {
    const text = (value: string) => ({ value, type: String })
    const header = headerNames.slice(0, 3)
    const rows = [
      [...header, 'SKU编码', '类目路径', '售价', '规格名1', '规格值1'].map(text),
      [
        { ...text('P-xlsx'), rowSpan: 2 },
        text('实物'),
        text('表格商品'),
        text('X-1'),
        text('鲜果'),
        { value: 12.5, type: Number },
        text('重量'),
        text('3 斤'),
      ],
      [null, null, null, text('X-2'), null, { value: 20, type: Number }, text('重量'), text('5 斤')],
    ]
    const bytes = await writeXlsxFile(rows as never).toBuffer()
    await imports.applied(bytes, 'xlsx')
    expect((await form('P-xlsx')).skus.map(({ externalCode, priceFen }) => [externalCode, priceFen])).toEqual([
      ['X-1', 1_250],
      ['X-2', 2_000],
    ])
  })

  it('is another man’s answer to a guess', async () => {
    await expect(
      imports.api.productImport.one({ params: { id: '0197a000-0000-7000-8000-00000000000f' } }),
    ).rejects.toBeInstanceOf(Refused)
  })
})
