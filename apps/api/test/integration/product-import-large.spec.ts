import { afterAll, beforeAll, expect, it } from 'vitest'
import type { CatalogDesk } from '../support/catalog-desk.js'
import { csvOf, openImportDesk, rowOf, type ImportDesk, type Row } from '../support/import-desk.js'

const ROWS = 10_000
let desk: CatalogDesk
let imports: ImportDesk

beforeAll(async () => {
  ;({ desk, imports } = await openImportDesk())
})
afterAll(() => desk.close())

/** Every so many rows one is wrong in a way of its own; what describes the product stands in the first of its ten rows. */
const PLANTED: readonly { every: number; more: Row; flaw: [column: string, code: string] }[] = [
  { every: 997, more: { 售价: '面议' }, flaw: ['price', 'NOT_YUAN'] },
  { every: 10 * 101, more: { 类目路径: '不存在' }, flaw: ['category', 'CATEGORY_UNKNOWN'] },
  { every: 10 * 103, more: { 标题: 'x'.repeat(61) }, flaw: ['title', 'CELL_TOO_LONG'] },
  { every: 10 * 107, more: { 图片: '没有.png' }, flaw: ['pictures', 'PICTURE_UNKNOWN'] },
  { every: 1_021, more: { SKU编码: '' }, flaw: ['skuCode', 'CELL_NEEDED'] },
]
const described = (n: number): Row => (n % 10 === 0 ? {} : { 标题: '', 类目路径: '' })

it(`finds every error planted in ${ROWS} rows, each with its row and column`, { timeout: 300_000 }, async () => {
  const planted: [number, string, string][] = []
  const rows = Array.from({ length: ROWS }, (_, n) => {
    const wrong = PLANTED.find(({ every }) => n > 0 && n % every === 0)
    if (wrong !== undefined) planted.push([n + 2, ...wrong.flaw])
    const grouped = { 规格名1: '重量', 规格值1: `${n % 10} 斤`, 商品编码: `P-${n - (n % 10)}` }
    return rowOf(n, { ...grouped, ...described(n), ...wrong?.more })
  })
  const before = process.memoryUsage().rss
  const from = performance.now()
  const view = await imports.checked(csvOf(rows))
  const seconds = Math.round((performance.now() - from) / 1_000)
  const megabytes = Math.round((process.memoryUsage().rss - before) / 1024 / 1024)
  process.stderr.write(`checked ${ROWS} rows, ${view.productsFound} products: ${seconds} s, +${megabytes} MB\n`)
  expect(view).toMatchObject({ state: 'ready', rowsRead: ROWS, productsChecked: ROWS / 10 })
  const found = await imports.flaws(view.id)
  expect(planted.length).toBeGreaterThan(40)
  expect(found.map(String)).toEqual(planted.map(String))
})
