import { SHEET_COLUMNS, SHEET_TYPES } from '@jishi/contracts/catalog/product-import.terms'
import { newId } from '@jishi/kernel/id'
import { systemClock } from '@jishi/kernel/time'
import fc from 'fast-check'
import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Bulkheads } from '../../src/infra/limits/bulkhead.js'
import { bodyOf, productOf, sku, type CatalogDesk } from '../support/catalog-desk.js'
import { csvOf, linesOf, openImportDesk, rowOf, type ImportDesk } from '../support/import-desk.js'

let desk: CatalogDesk
let imports: ImportDesk
let categoryId: string

beforeAll(async () => {
  ;({ desk, imports } = await openImportDesk())
  categoryId = await desk.goods.category('导出')
})
afterAll(() => desk.close())

const NASTY = [
  '=1+1',
  "'=1",
  "''@x",
  '+8',
  '-8',
  '@SUM(A1)',
  '"quoted", and',
  'a|b',
  '_x0041_',
  '<b>&amp;',
  'x;y',
  '￥',
  '👍🏽',
  "'plain",
  'a\u0001b',
  '__proto__',
  'constructor',
  '   ',
]
const nasty = fc
  .oneof(fc.constantFrom(...NASTY), fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }))
  .map((text) => text.replace(/[\0\p{Cs}]/gu, '').trim())
  .filter((text) => text !== '')
const short = nasty
  .map((text) =>
    [...text]
      .slice(0, 20)
      .join('')
      .slice(0, 20)
      .replace(/\p{Cs}/gu, '')
      .trim(),
  )
  .filter((text) => text !== '')

const column = (lines: string[][], name: string): string[] => {
  const [header = [], ...rows] = lines
  return rows.map((row) => row[header.indexOf(name)] ?? '')
}

describe('an export of products', () => {
  it('holds the listed products, a row a SKU, with the mark spreadsheets look for', async () => {
    await imports.applied(csvOf([rowOf('x1', { 成本: '1.50', 底价: '2' }), rowOf('x2')]))
    const answer = await imports.exported({ format: 'csv', q: '导入商品 x1' })
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, SHEET_TYPES.csv])
    expect(answer.rawPayload.subarray(0, 3)).toEqual(Buffer.from('efbbbf', 'hex'))
    const lines = linesOf(answer.body)
    expect(lines[0]).toEqual(SHEET_COLUMNS.map(([, name]) => name))
    expect([column(lines, '商品编码'), column(lines, '成本'), column(lines, '底价')]).toEqual([
      ['P-x1'],
      ['1.50'],
      ['2.00'],
    ])
  })

  it('tells what goods cost only to who may write them', async () => {
    const reader = desk.actors.operator(['product.read'])
    const lines = linesOf((await imports.exported({ format: 'csv', q: '导入商品 x1' }, reader)).body)
    expect(lines[0]).not.toContain('成本')
    expect(lines[0]).not.toContain('底价')
    expect((await imports.exported({ format: 'csv' }, desk.actors.operator(['product.write']))).statusCode).toBe(403)
    expect(
      await imports.checked((await imports.exported({ format: 'csv', q: '导入商品 x1' }, reader)).body),
    ).toMatchObject({
      products: { unchanged: 1, changed: 0, refused: 0 },
    })
  })

  it('leaves a row in the audit log, with what was asked', async () => {
    await imports.exported({ format: 'csv', state: 'draft' })
    const row = await desk.shop.database.one<{ after: unknown }>(
      `select after from audit_log where action = 'product.exported' order by seq desc limit 1`,
    )
    expect(row.after).toEqual({ format: 'csv', state: 'draft', withCost: true })
  })

  it('leaves a row again when it is made again under one key, of the same export', async () => {
    const key = newId(systemClock)
    const asked = { format: 'csv', q: '导入商品 x1' }
    const [first, again] = [
      await imports.exported(asked, undefined, key),
      await imports.exported(asked, undefined, key),
    ]
    expect([first.statusCode, again.statusCode, again.body]).toEqual([200, 200, first.body])
    expect((await imports.exported({ ...asked, format: 'xlsx' }, undefined, key)).statusCode).toBe(422)
    const rows = await desk.shop.database.rows(
      `select 1 from audit_log where action = 'product.exported' and subject_id =
         (select subject_id from audit_log where action = 'product.exported' order by seq desc limit 1)`,
    )
    expect(rows).toHaveLength(2)
  })

  it('takes no filter it does not know', async () => {
    expect((await imports.exported({ format: 'csv', where: '1=1' })).statusCode).toBe(400)
    expect((await imports.exported({ format: 'pdf' })).statusCode).toBe(400)
  })

  it('T61: begins no cell like a formula, and comes back as it was', { timeout: 120_000 }, async () => {
    const texts = fc.record({
      title: nasty
        .map((text) =>
          [...text]
            .slice(0, 30)
            .join('')
            .slice(0, 60)
            .replace(/\p{Cs}/gu, '')
            .trim(),
        )
        .filter((text) => text !== ''),
      subtitle: nasty,
      value: short,
      code: short,
      paragraphs: fc.array(
        nasty
          .map((text) =>
            text
              .slice(0, 100)
              .replace(/\p{Cs}/gu, '')
              .trim(),
          )
          .filter((t) => t !== ''),
        { maxLength: 3 },
      ),
    })
    let n = 0
    await fc.assert(
      fc.asyncProperty(texts, async ({ title, subtitle, value, code, paragraphs }) => {
        n += 1
        const externalCode = `${code}${n}`
        const { id } = await desk.api.catalog.addProduct({
          body: productOf(categoryId, {
            title,
            subtitle,
            paragraphs,
            keywords: ['=kw', '-x'],
            parameters: [],
            origin: '=cmd',
            options: [{ name: '=轴', values: [{ name: value }] }],
            skus: [sku([value], { externalCode, barcode: `-${n}` })],
          }),
        })
        for (const format of ['csv', 'xlsx'] as const) {
          const file = await imports.exported({ format, category: categoryId })
          if (format === 'csv') for (const cell of linesOf(file.body).flat()) expect(cell).not.toMatch(/^[=+\-@\t\r]/)
          const view = await imports.checked(file.rawPayload, format)
          expect([format, view.flaws, await imports.flaws(view.id), view.products]).toEqual([
            format,
            [],
            [],
            { new: 0, changed: 0, refused: 0, unchanged: n },
          ])
        }
        expect(bodyOf(await desk.api.shopfront.productForm({ params: { id } })).title).toBe(title)
      }),
      { numRuns: 12 },
    )
  })

  it('goes no further once its reader has hung up', async () => {
    const headers = {
      ...imports.headers,
      'content-type': 'application/json',
      'idempotency-key': `hang-up-${Date.now()}`,
    }
    await new Promise<void>((resolve, reject) => {
      const sent = request(`${desk.shop.url}/api/admin/products/export`, { method: 'POST', headers }, (answer) => {
        answer.once('data', () => answer.destroy())
        answer.once('close', resolve)
      })
      sent.once('error', reject)
      sent.end(JSON.stringify({ format: 'csv' }))
    })
    await expect.poll(() => desk.shop.app.get(Bulkheads).of('export').active).toBe(0)
    expect(desk.shop.database.poolState.waiting).toBe(0)
  })
})
