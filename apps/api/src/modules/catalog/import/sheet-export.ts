import { SHEET_COLUMNS, type SheetColumn } from '@jishi/contracts/catalog/product-import.terms'
import type { Sql } from '../../../infra/database/sql.js'
import { headerName } from './domain/sheet-header.js'
import { SheetNames } from './sheet-names.js'
import { printedProduct, printedSku, sheetProduct } from './sheet-product.js'
import type { Line } from './write-sheet.js'

/** What goods cost and the least they may go for leave only with who may write products. */
const PRIVATE: ReadonlySet<SheetColumn> = new Set<SheetColumn>(['cost', 'floor'])

const columnsFor = (withCost: boolean): SheetColumn[] =>
  SHEET_COLUMNS.map(([key]) => key).filter((key) => withCost || !PRIVATE.has(key))

export const exportHeader = (withCost: boolean): Line => columnsFor(withCost).map(headerName)

/** The rows of these products as an import reads them, in the order of the ids; recycled ones have none. */
export const exportLines = async (reader: Sql, ids: readonly string[], withCost: boolean): Promise<Line[]> => {
  const columns = columnsFor(withCost)
  const names = await SheetNames.load(reader)
  const codes = await reader.rows<{ code: string }>(
    `select s.code from unnest($1::uuid[]) with ordinality as w (id, place) join spus s on s.id = w.id order by w.place`,
    [ids],
  )
  const lines: Line[] = []
  for (const { code } of codes) {
    const { product } = await sheetProduct(reader, code)
    if (product === undefined) continue
    const shared = printedProduct(product, names)
    for (const sku of product.editing.skus.filter(({ archived }) => !archived)) {
      const cells = { ...shared, ...printedSku(sku) }
      lines.push(columns.map((column) => cells[column] ?? ''))
    }
  }
  return lines
}
