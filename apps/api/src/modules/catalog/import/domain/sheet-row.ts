import { DAY_COLUMNS, MAX_CELL, NEEDED_COLUMNS, type SheetColumn } from '@jishi/contracts/catalog/product-import.terms'
import type { Header } from './sheet-header.js'
import { clipped, isStorable, plainLines, restored, type SheetFlaw } from './sheet-text.js'

/** One line of a file as its reader gives it: texts by place, and what is odd about some of them. */
export interface SheetLine {
  /** As a spreadsheet program numbers it; the column names are row 1. */
  readonly row: number
  readonly cells: readonly string[]
  readonly odd: readonly {
    readonly at: number
    readonly code: SheetFlaw['code']
    readonly found?: string | undefined
  }[]
}

export type Cells = Readonly<Partial<Record<SheetColumn, string>>>

export interface SheetRow {
  readonly row: number
  readonly cells: Cells
  readonly flaws: readonly SheetFlaw[]
}

/** A product's own code has no field in the editor, so its length is asked here. */
const MAX_PRODUCT_CODE = 60

const flawOfText = (text: string, column: SheetColumn | null): Pick<SheetFlaw, 'code' | 'most'> | undefined => {
  const most = column === 'productCode' ? MAX_PRODUCT_CODE : MAX_CELL
  if (text.length > most) return { code: 'CELL_TOO_LONG', most }
  return isStorable(text) ? undefined : { code: 'CELL_UNREADABLE' }
}

const isBlank = ({ cells, odd }: SheetLine): boolean => odd.length === 0 && cells.every((cell) => cell.trim() === '')

/** Names the texts of a line by their columns; undefined for a line without anything in it. */
export const rowOf = (line: SheetLine, header: Header): SheetRow | undefined => {
  if (isBlank(line)) return undefined
  const { row } = line
  const cells: Partial<Record<SheetColumn, string>> = {}
  const flaws: SheetFlaw[] = line.odd
    .map(({ at, code, found }) => ({ row, column: header[at] ?? null, code, found }))
    .filter(({ column, code }) => !(code === 'CELL_IS_DATE' && column !== null && DAY_COLUMNS.has(column)))
  for (const [at, given] of line.cells.entries()) {
    const column = header[at] ?? null
    const wrong = flawOfText(given, column)
    if (wrong !== undefined) flaws.push({ row, column, ...wrong })
    else if (column !== null) cells[column] = plainLines(restored(given))
    else if (given.trim() !== '') flaws.push({ row, column, code: 'CELL_BEYOND', found: clipped(given) })
  }
  const said = new Set(flaws.map(({ column }) => column))
  const missing = NEEDED_COLUMNS.filter((column) => (cells[column] ?? '') === '' && !said.has(column))
  return {
    row,
    cells,
    flaws: [...flaws, ...missing.map((column): SheetFlaw => ({ row, column, code: 'CELL_NEEDED' }))],
  }
}
