import { SHEET_TYPES } from '@jishi/contracts/catalog/product-import.terms'
import { deflateRawSync } from 'node:zlib'
import writeXlsxFile from 'write-excel-file/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { zipOf, zipParts } from '../../src/modules/catalog/import/zip-parts.js'
import type { CatalogDesk } from '../support/catalog-desk.js'
import { csvOf, openImportDesk, rowOf, type ImportDesk } from '../support/import-desk.js'

/** Files as they come: of other programs, broken, and made to hurt. */
let desk: CatalogDesk
let imports: ImportDesk

beforeAll(async () => {
  ;({ desk, imports } = await openImportDesk())
})
afterAll(() => desk.close())

const good = csvOf([rowOf('good')])
const codesOf = async (bytes: Uint8Array | string, format: 'csv' | 'xlsx' = 'csv'): Promise<unknown[]> => {
  const { id, state, flaws } = await imports.checked(bytes, format)
  return [state, flaws.map(({ code }) => code), await imports.flaws(id)]
}
const utf16 = (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le')
/** 商品编码,SKU编码,标题,类目路径,售价 and one row, as a Chinese Excel saves a csv. */
const GBK = Buffer.concat([
  Buffer.from('c9ccc6b7b1e0c2eb', 'hex'),
  Buffer.from(',SKU'),
  Buffer.from('b1e0c2eb', 'hex'),
  Buffer.from(','),
  Buffer.from('b1eacce2', 'hex'),
  Buffer.from(','),
  Buffer.from('c0e0c4bfc2b7beb6', 'hex'),
  Buffer.from(','),
  Buffer.from('cadbbcdb', 'hex'),
  Buffer.from('\r\nP-gbk,S-gbk,'),
  Buffer.from('c6bbb9fb', 'hex'),
  Buffer.from(','),
  Buffer.from('cfcab9fb', 'hex'),
  Buffer.from(',1.5\r\n'),
])

describe('encodings', () => {
  it.each<[string, Uint8Array]>([
    ['UTF-8', Buffer.from(good)],
    ['UTF-8 with its mark', Buffer.from(`\ufeff${good}`)],
    ['UTF-16 with its mark', utf16(good)],
    ['UTF-16 without one, parted by tabs', Buffer.from(good.replaceAll(',', '\t'), 'utf16le')],
    ['UTF-16 the other way round', utf16(good).swap16()],
    ['GB18030', GBK],
    ['semicolons', Buffer.from(good.replaceAll(',', ';'))],
    ['old line ends', Buffer.from(good.replaceAll('\n', '\r'))],
  ])('reads %s', async (_, bytes) => {
    expect(await imports.checked(bytes)).toMatchObject({ state: 'ready', products: { new: 1, refused: 0 } })
  })

  it.each<[string, Uint8Array, string]>([
    ['a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), 'ENCODING_UNKNOWN'],
    ['bytes of nothing', Buffer.from('ff00ff00c3283f80fe', 'hex'), 'ENCODING_UNKNOWN'],
    ['no header', Buffer.from('P-1,S-1\nP-2,S-2'), 'HEADER_MISSING'],
    ['blanks alone', Buffer.from(' \n \n'), 'HEADER_MISSING'],
    ['a header alone', Buffer.from('商品编码,SKU编码'), 'FILE_EMPTY'],
    ['a header without the SKU', Buffer.from('商品编码,标题\nx,y'), 'HEADER_MISSING'],
    ['an unknown column', Buffer.from('商品编码,SKU编码,库存\nx,y,1'), 'COLUMN_UNKNOWN'],
    ['a column twice', Buffer.from('商品编码,SKU编码,sku 编码\nx,y,1'), 'COLUMN_TWICE'],
    ['a quotation mark left open', Buffer.from('商品编码,SKU编码\nx,"y\nz,1'), 'QUOTE_OPEN'],
    ['too many rows', Buffer.from(`商品编码,SKU编码\n${'x,y\n'.repeat(20_001)}`), 'TOO_MANY_ROWS'],
  ])('refuses %s and says why', async (_, bytes, code) => {
    const view = await imports.checked(bytes)
    expect([view.state, view.flaws.map((flaw) => flaw.code), view.mayApply]).toEqual(['refused', [code], false])
    expect(view.flaws[0]?.message).not.toContain('{')
    expect(view.finishedAt).not.toBeNull()
  })
})

describe('cells', () => {
  it.each<[string, Record<string, string>, [string, string]]>([
    ['a huge one', { 标题: 'x'.repeat(40_000) }, ['title', 'CELL_TOO_LONG']],
    ['a title too long', { 标题: 'x'.repeat(61) }, ['title', 'CELL_TOO_LONG']],
    ['a category nobody made', { 类目路径: '不存在/的' }, ['category', 'CATEGORY_UNKNOWN']],
    ['a picture nobody has', { 图片: '没有.jpg' }, ['pictures', 'PICTURE_UNKNOWN']],
    ['a brand nobody has', { 品牌: '没有' }, ['brand', 'BRAND_UNKNOWN']],
    ['a tag nobody has', { 标签: '没有' }, ['tags', 'TAG_UNKNOWN']],
    ['a price of words', { 售价: '面议' }, ['price', 'NOT_YUAN']],
    ['a price below nothing', { 售价: '-1' }, ['price', 'NOT_YUAN']],
    ['a price of nothing', { 售价: '0' }, ['price', 'VALUE_REFUSED']],
    ['half a gram', { '重量(克)': '0.5' }, ['weight', 'NOT_WHOLE']],
    ['a doubtful yes', { 规格在售: '也许' }, ['skuOnSale', 'NOT_YES_NO']],
    ['a shelf without a picture', { 上架: '是' }, ['shelf', 'PRODUCT_INCOMPLETE']],
    ['an option without its value', { 规格名1: '重量' }, ['value1', 'OPTION_INCOMPLETE']],
    ['a value without its option', { 规格值1: '重量' }, ['option1', 'OPTION_INCOMPLETE']],
    ['stock of codes', { 商品类型: '卡密', 库存初值: '5' }, ['firstStock', 'STOCK_BY_SECRETS']],
    ['half a character', { 商品编码: 'x'.repeat(61) }, ['productCode', 'CELL_TOO_LONG']],
  ])('%s is refused where it stands', async (_, more, [column, code]) => {
    const [state, , flaws] = await codesOf(csvOf([rowOf('fine'), rowOf('bad', more)]))
    expect(state).toBe('ready')
    expect(flaws).toContainEqual([3, column, code])
    expect((flaws as unknown[][]).filter(([row]) => row === 2)).toEqual([])
  })

  it('tells of every repeated code, in the file and across the shop', async () => {
    await imports.applied(csvOf([rowOf('own', { 条码: '690' })]))
    const [, , flaws] = await codesOf(
      csvOf([
        rowOf('a', { SKU编码: 'same' }),
        rowOf('b', { SKU编码: 'same', 条码: '11' }),
        rowOf('c', { 条码: '11' }),
        rowOf('d', { SKU编码: 'S-own' }),
        rowOf('e', { 条码: '690' }),
      ]),
    )
    expect(flaws).toEqual([
      [2, 'skuCode', 'SKU_TWICE'],
      [3, 'skuCode', 'SKU_TWICE'],
      [3, 'barcode', 'BARCODE_TWICE'],
      [4, 'barcode', 'BARCODE_TWICE'],
      [5, 'skuCode', 'SKU_CODE_TAKEN'],
      [6, 'barcode', 'SKU_CODE_TAKEN'],
    ])
  })

  it('refuses all of a product of which one row is wrong, and the others not', async () => {
    const view = await imports.applied(
      csvOf([
        rowOf('half', { 规格名1: '重量', 规格值1: '1', SKU编码: 'h-1' }),
        rowOf('half', { 规格名1: '重量', 规格值1: '2', SKU编码: 'h-2', 售价: 'x' }),
        rowOf('whole', { 规格名1: '重量', 规格值1: '1' }),
      ]),
    )
    expect(view).toMatchObject({ state: 'done', products: { refused: 1, new: 1 }, productsApplied: 1 })
    expect(await imports.productOf('P-half')).toBeUndefined()
  })

  it('tells of rows of one product that disagree, and of a combination that is fixed', async () => {
    await imports.applied(csvOf([rowOf('fix', { 规格名1: '重量', 规格值1: '1' })]))
    const [, , flaws] = await codesOf(
      csvOf([
        rowOf('fix', { 规格名1: '重量', 规格值1: '2' }),
        rowOf('fix', { 规格名1: '重量', 规格值1: '1', SKU编码: 'another' }),
        rowOf('fix', { 规格名1: '重量', 规格值1: '3', SKU编码: 'third', 标题: '另一个' }),
        rowOf('axis', { 规格名1: '重量', 规格值1: '3' }),
        rowOf('axis', { 规格名1: '重量', 规格值1: '3', SKU编码: 'axis-2' }),
      ]),
    )
    expect(flaws).toEqual([
      [2, 'value1', 'COMBINATION_FIXED'],
      [3, 'skuCode', 'COMBINATION_TAKEN'],
      [4, 'title', 'DIFFERS_FROM_FIRST'],
      [6, 'value1', 'COMBINATION_TWICE'],
    ])
  })
})

const text = (value: string) => ({ value, type: String })
const HEADER = ['商品编码', 'SKU编码', '标题', '类目路径', '售价'].map(text)
const bookOf = (rows: unknown[][]): Promise<Buffer> => writeXlsxFile([HEADER, ...rows] as never).toBuffer()
const row = (n: string) => [text(`P-${n}`), text(`S-${n}`), text('表格'), text('鲜果'), { value: 9.9, type: Number }]
/** A workbook whose first sheet is changed by hand, as other programs write it. */
const withSheet = async (book: Buffer, change: (xml: string) => string): Promise<Buffer> => {
  const parts = await zipParts(book, () => true)
  const name = 'xl/worksheets/sheet1.xml'
  return zipOf(parts.set(name, Buffer.from(change(parts.get(name)?.toString('utf8') ?? ''))))
}

describe('workbooks', () => {
  it('use the value of a formula, and refuse one that has none or failed', async () => {
    const book = await withSheet(await bookOf([row('f1'), row('f2'), row('f3')]), (xml) =>
      xml
        .replace(/(<c r="E2"[^>]*>)<v>/, '$1<f>3.3*3</f><v>')
        .replace(/(<c r="E3"[^>]*>)<v>[^<]*<\/v>/, '$1<f>A1*3</f>')
        .replace(/<c r="E4"[^>]*><v>[^<]*<\/v>/, '<c r="E4" t="e"><f>1/0</f><v>#DIV/0!</v>'),
    )
    const [, , flaws] = await codesOf(book, 'xlsx')
    expect(flaws).toContainEqual([3, 'price', 'FORMULA_NOT_COMPUTED'])
    expect(flaws).toContainEqual([4, 'price', 'CELL_IS_ERROR'])
    expect((flaws as unknown[][]).filter(([at]) => at === 2)).toEqual([])
  })

  it('refuse what is merged across columns and what became a date', async () => {
    const book = await bookOf([
      [{ ...text('P-m'), columnSpan: 2 }, null, text('x'), text('鲜果'), { value: 1, type: Number }],
      [
        text('P-d'),
        { value: new Date(2026, 0, 1), type: Date, format: 'yyyy-mm-dd' },
        text('x'),
        text('鲜果'),
        text('1'),
      ],
    ])
    const [, , flaws] = await codesOf(book, 'xlsx')
    expect(flaws).toContainEqual([2, 'productCode', 'MERGED_ACROSS'])
    expect(flaws).toContainEqual([3, 'skuCode', 'CELL_IS_DATE'])
  })

  it('are bounded whatever they claim', async () => {
    const bomb = Buffer.alloc(200 * 1024 * 1024, 0x20)
    const honest = zipWith('xl/sharedStrings.xml', deflateRawSync(bomb), bomb.length)
    const lying = zipWith('xl/sharedStrings.xml', deflateRawSync(bomb), 10)
    expect(honest.length).toBeLessThan(1024 * 1024)
    for (const bytes of [honest, lying])
      expect(await codesOf(bytes, 'xlsx')).toEqual([
        'refused',
        ['FILE_TOO_BIG_INSIDE'],
        [[null, null, 'FILE_TOO_BIG_INSIDE']],
      ])
  })

  it.each<[string, () => Buffer | Promise<Buffer>, string]>([
    ['an old xls', () => Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'FILE_OLD_FORMAT'],
    ['a text', () => Buffer.from('hello'), 'FILE_UNREADABLE'],
    ['a zip of something else', () => zipOf(new Map([['a.txt', Buffer.from('x')]])), 'FILE_UNREADABLE'],
    ['a file cut in half', async () => (await bookOf([row('x')])).subarray(0, 900), 'FILE_UNREADABLE'],
    ['an empty sheet', () => writeXlsxFile([[]] as never).toBuffer(), 'FILE_EMPTY'],
    [
      'merged cells without end',
      async () => {
        const merges = Array.from({ length: 300 }, () => '<mergeCell ref="A1:A1048576"/>').join('')
        const rows = Array.from({ length: 2_000 }, (_, n) => row(`m${n}`))
        return withSheet(await bookOf(rows), (xml) =>
          xml.replace('</sheetData>', `</sheetData><mergeCells>${merges}</mergeCells>`),
        )
      },
      'FILE_UNREADABLE',
    ],
  ])('that are %s are refused', async (_, make, code) => {
    const view = await imports.checked(await make(), 'xlsx')
    expect([view.state, view.flaws.map((flaw) => flaw.code)]).toEqual(['refused', [code]])
  })

  it('leave nothing behind in the store', async () => {
    const { id } = await imports.checked(await bookOf([row('gone')]), 'xlsx')
    const { FILE_STORE } = await import('../../src/infra/storage/file-store.js')
    const files = desk.shop.app.get<{ stat(key: string): Promise<unknown> }>(FILE_STORE)
    expect(await files.stat(`imports/${id}.xlsx`)).toBeUndefined()
    expect(SHEET_TYPES.csv).toBe('text/csv')
  })
})

/** A zip of one deflated part that claims the given size. */
const zipWith = (name: string, packed: Buffer, claimed: number): Buffer => {
  const zip = zipOf(new Map([[name, packed]]))
  const central = zip.indexOf(Buffer.from('504b0102', 'hex'))
  zip.writeUInt16LE(8, 8)
  zip.writeUInt16LE(8, central + 10)
  zip.writeUInt32LE(claimed, central + 24)
  return zip
}
