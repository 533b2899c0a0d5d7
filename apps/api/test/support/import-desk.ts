import type { ProductImport } from '@jishi/contracts/catalog/product-import.schema'
import { SHEET_COLUMNS, SHEET_TYPES, type SheetFormat } from '@jishi/contracts/catalog/product-import.terms'
import { PERMISSIONS } from '@jishi/contracts/identity/identity.terms'
import { newId } from '@jishi/kernel/id'
import { systemClock } from '@jishi/kernel/time'
import { parse } from 'csv-parse/sync'
import { stringify } from 'csv-stringify/sync'
import type { MovableClock } from '../../src/infra/clock/clock.js'
import { DeliverNow } from '../../src/infra/outbox/deliver-now.js'
import { CarryOn } from '../../src/modules/catalog/import/carry-on.js'
import { openCatalogDesk, type CatalogDesk } from './catalog-desk.js'
import type { TestApp } from './test-app.js'

export type Row = Readonly<Record<string, string>>

/** A csv of these rows under the names of the template's columns; only columns that some row has. */
export const csvOf = (rows: readonly Row[]): string => {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  return stringify([columns, ...rows.map((row) => columns.map((column) => row[column] ?? ''))])
}

/** One product with one SKU, everything a new one needs. */
export const rowOf = (n: number | string, more: Row = {}): Row => ({
  商品编码: `P-${n}`,
  标题: `导入商品 ${n}`,
  类目路径: '鲜果',
  SKU编码: `S-${n}`,
  售价: '29.90',
  ...more,
})

/** An operator at the import page, with the worker's steps under control of the test. */
export class ImportDesk {
  constructor(
    readonly shop: TestApp,
    readonly headers: Readonly<Record<string, string>>,
    readonly api: CatalogDesk['api'],
  ) {}

  async send(bytes: Uint8Array | string, format: SheetFormat = 'csv', name = `商品.${format}`) {
    return this.shop.app.inject({
      method: 'POST',
      url: `/api/admin/product-imports?name=${encodeURIComponent(name)}`,
      headers: { ...this.headers, 'content-type': SHEET_TYPES[format] },
      payload: Buffer.from(bytes),
    })
  }

  /** Runs the worker's job until nothing more is to be done. */
  async work(id: string): Promise<ProductImport> {
    for (let round = 0; round < 1_000; round += 1) {
      await this.shop.get(CarryOn).carryOn({ importId: id })
      const view = await this.view(id)
      if (!['reading', 'checking', 'applying'].includes(view.state)) return view
    }
    throw new Error('the import never came to an end')
  }

  view(id: string): Promise<ProductImport> {
    return this.api.productImport.one({ params: { id } })
  }

  async checked(bytes: Uint8Array | string, format: SheetFormat = 'csv'): Promise<ProductImport> {
    const answer = await this.send(bytes, format)
    if (answer.statusCode !== 200) throw new Error(`${answer.statusCode} ${answer.body}`)
    return this.work(answer.json<ProductImport>().id)
  }

  async applied(bytes: Uint8Array | string, format: SheetFormat = 'csv'): Promise<ProductImport> {
    const { id } = await this.checked(bytes, format)
    await this.api.productImport.apply({ params: { id } })
    const done = await this.work(id)
    await this.shop.get(DeliverNow).run()
    return done
  }

  /** Every flaw of the file: row, column and code. */
  async flaws(id: string): Promise<[number | null, string | null, string][]> {
    const { flaws } = await this.view(id)
    const found = [...flaws]
    let cursor: string | undefined
    do {
      const page = await this.api.productImport.rows({ params: { id }, query: { cursor, limit: 50 } })
      found.push(...page.items.flatMap((row) => row.flaws))
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
    return found.map(({ row, column, code }) => [row, column, code])
  }

  async exported(body: Record<string, unknown> = { format: 'csv' }, headers = this.headers, key = newId(systemClock)) {
    return this.shop.app.inject({
      method: 'POST',
      url: '/api/admin/products/export',
      headers: { ...headers, 'content-type': 'application/json', 'idempotency-key': key },
      payload: JSON.stringify(body),
    })
  }

  async productOf(code: string): Promise<{ id: string; version: number; state: string } | undefined> {
    return this.shop.database.maybe('select id, version, state from spus where code = $1', [code])
  }
}

export const linesOf = (text: string): string[][] => parse(text, { bom: true, relax_column_count: true })
export const headerNames = SHEET_COLUMNS.map(([, name]) => name)

export const openImportDesk = async (clock?: MovableClock): Promise<{ desk: CatalogDesk; imports: ImportDesk }> => {
  const desk = await openCatalogDesk(clock)
  await desk.goods.category('鲜果')
  return { desk, imports: new ImportDesk(desk.shop, desk.actors.operator(PERMISSIONS), desk.api) }
}
