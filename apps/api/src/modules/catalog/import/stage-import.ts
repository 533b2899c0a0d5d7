import { Inject, Injectable } from '@nestjs/common'
import { buffer } from 'node:stream/consumers'
import { MAX_SHEET_ROWS, type SheetColumn } from '@jishi/contracts/catalog/product-import.terms'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'
import { json, type Tx } from '../../../infra/database/sql.js'
import { FILE_STORE, type FileStore } from '../../../infra/storage/file-store.js'
import { headerOf, type Header } from './domain/sheet-header.js'
import { rowOf, type SheetLine, type SheetRow } from './domain/sheet-row.js'
import { FileRefused, refusedFor } from './file-refused.js'
import { sheetLines } from './sheet-lines.js'
import { fileKey, heldIn, type Staging } from './staging.js'

const BATCH = 500

/** What only the whole file can tell: a code or a barcode that stands in more than one row. */
const MARK_REPEATED = `
  with twice as (
    select row, 'SKU_TWICE' as code, 'skuCode' as col from (
      select row, count(*) over (partition by sku_code) as n from product_import_rows where import_id = $1 and sku_code <> '') s where n > 1
    union all
    select row, 'BARCODE_TWICE', 'barcode' from (
      select row, count(*) over (partition by barcode) as n from product_import_rows where import_id = $1 and barcode <> '') b where n > 1
  ), told as (
    select row, jsonb_agg(jsonb_build_object('row', row, 'column', col, 'code', code)) as flaws from twice group by row
  )
  update product_import_rows r set flaws = r.flaws || told.flaws from told where r.import_id = $1 and r.row = told.row`

const LIST_PRODUCTS = `
  insert into product_import_products (import_id, code, row)
  select import_id, product_code, min(row) from product_import_rows where import_id = $1 and product_code <> ''
   group by import_id, product_code on conflict do nothing`

/**
 * Reads a file into rows. Begun again after a kill it reads from the top: a row that is there is not written twice, and the step to
 * checking is taken once.
 */
@Injectable()
export class StageImport {
  constructor(
    private readonly database: Database,
    @Inject(FILE_STORE) private readonly files: FileStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(staging: Staging): Promise<void> {
    try {
      const columns = await this.stage(staging)
      if (columns !== undefined) await this.ended(staging.id, columns)
    } catch (error) {
      if (!(error instanceof FileRefused)) throw error
      await this.refuse(staging.id, error)
    }
    await this.files.remove(fileKey(staging.id, staging.format))
  }

  /** The columns of the file, undefined when somebody stopped it meanwhile. */
  private async stage(staging: Staging): Promise<readonly SheetColumn[] | undefined> {
    const lines = await this.lines(staging)
    const first = await lines.next()
    if (first.done === true) throw refusedFor('FILE_EMPTY')
    const { header, flaws } = headerOf(first.value.cells)
    const merged = first.value.odd.filter(({ code }) => code === 'MERGED_ACROSS')
    if (merged.length > 0) throw refusedFor('MERGED_ACROSS', { row: 1, found: merged[0]?.found })
    if (flaws.length > 0) throw new FileRefused(flaws)
    let read = 0
    for await (const batch of batches(lines, header)) {
      read += batch.length
      if (read > MAX_SHEET_ROWS) throw refusedFor('TOO_MANY_ROWS', { most: MAX_SHEET_ROWS })
      if (!(await this.keep(staging.id, batch, read))) return undefined
    }
    if (read === 0) throw refusedFor('FILE_EMPTY')
    return header.filter((column) => column !== null)
  }

  private async lines({ id, format }: Staging): Promise<AsyncGenerator<SheetLine>> {
    const file = await this.files.get(fileKey(id, format))
    if (file === undefined) throw refusedFor('FILE_UNREADABLE', { found: fileKey(id, format) })
    const bytes = await buffer(file.stream)
    return sheetLines(format, bytes)
  }

  private keep(id: string, rows: readonly SheetRow[], read: number): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      if ((await heldIn(tx, id, 'reading')) === undefined) return false
      await tx.execute(
        `insert into product_import_rows (import_id, row, product_code, sku_code, barcode, cells, flaws)
         select $1, r.row, coalesce(r.cells ->> 'productCode', ''), coalesce(r.cells ->> 'skuCode', ''),
                coalesce(r.cells ->> 'barcode', ''), r.cells, r.flaws
           from jsonb_to_recordset($2) as r (row int, cells jsonb, flaws jsonb)
         on conflict on constraint product_import_rows_once do nothing`,
        [id, json(rows)],
      )
      await tx.execute(
        'update product_imports set rows_read = greatest(rows_read, $2), touched_at = $3 where id = $1',
        [id, read, isoOf(this.clock.now())],
      )
      return true
    })
  }

  private async ended(id: string, columns: readonly SheetColumn[]): Promise<void> {
    await this.database.transaction(async (tx) => {
      const moved = await this.move(tx, id, 'checking', { columns })
      if (!moved) return
      await tx.execute(MARK_REPEATED, [id])
      await tx.execute(LIST_PRODUCTS, [id])
    })
  }

  private async refuse(id: string, { flaws }: FileRefused): Promise<void> {
    await this.database.transaction((tx) => this.move(tx, id, 'refused', { flaws }))
  }

  private async move(
    tx: Tx,
    id: string,
    to: 'checking' | 'refused',
    { columns = [], flaws = [] }: { columns?: readonly SheetColumn[]; flaws?: FileRefused['flaws'] },
  ): Promise<boolean> {
    const moved = await tx.execute(
      `update product_imports set state = $2, columns = $3, flaws = $4, touched_at = $5,
              finished_at = case when $2 = 'refused' then $5::timestamptz end
        where id = $1 and state = 'reading'`,
      [id, to, columns, json(flaws.slice(0, 50)), isoOf(this.clock.now())],
    )
    return moved === 1
  }
}

async function* batches(lines: AsyncGenerator<SheetLine>, header: Header): AsyncGenerator<SheetRow[]> {
  let batch: SheetRow[] = []
  for await (const line of lines) {
    const row = rowOf(line, header)
    if (row !== undefined) batch.push(row)
    if (batch.length < BATCH) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}
