import { NEEDED_COLUMNS, SHEET_COLUMNS, type SheetColumn } from '@jishi/contracts/catalog/product-import.terms'
import { clipped } from './sheet-text.js'

/** Which column stands at which place; null where the header names none. */
export type HeaderOf<Column extends string> = readonly (Column | null)[]
export type Header = HeaderOf<SheetColumn>

/** What is wrong with a row of column names, whatever the sheet is about. */
export interface HeaderFlaw {
  readonly code: 'HEADER_MISSING' | 'COLUMN_UNKNOWN' | 'COLUMN_TWICE'
  readonly row: 1
  readonly column: null
  readonly found: string
}

/** Blanks, stars and wide brackets are how people decorate a header; they do not make another column. */
const plain = (name: string): string =>
  name
    .replace(/[\s*＊]/g, '')
    .replace(/（/g, '(')
    .replace(/）/g, ')')
    .toLowerCase()

const HEADER_NAMES = new Map<SheetColumn, string>(SHEET_COLUMNS)

export const headerName = (column: SheetColumn): string => HEADER_NAMES.get(column) ?? column

const flaw = (code: HeaderFlaw['code'], found: string): HeaderFlaw => ({
  ...{ code, row: 1, column: null, found: clipped(found) },
})

/** Reads the row of column names. A name we do not know refuses the file: what stands below it would be lost unseen. */
export const headerReader = <Column extends string>(
  columns: readonly (readonly [key: Column, name: string, ...unknown[]])[],
  needed: readonly Column[],
): ((cells: readonly string[]) => { header: HeaderOf<Column>; flaws: HeaderFlaw[] }) => {
  const known = new Map<string, Column>(
    columns.flatMap(([key, name]) => [
      [plain(name), key],
      [plain(name.replace(/\(.*/, '')), key],
      [plain(key), key],
    ]),
  )
  const names = new Map<Column, string>(columns.map(([key, name]) => [key, name]))
  const nameOf = (column: Column): string => names.get(column) ?? column
  return (cells) => {
    const header = cells.map((cell) => (plain(cell) === '' ? null : (known.get(plain(cell)) ?? null)))
    const named = header.filter((column) => column !== null)
    const missing = needed.filter((column) => !named.includes(column))
    // A first row that names nothing of ours is no header at all: listing each of its cells would not help anybody.
    if (named.length === 0) return { header, flaws: [flaw('HEADER_MISSING', needed.map(nameOf).join('、'))] }
    return {
      header,
      flaws: [
        ...missing.map((column) => flaw('HEADER_MISSING', nameOf(column))),
        ...cells
          .filter((cell, at) => plain(cell) !== '' && header[at] === null)
          .map((cell) => flaw('COLUMN_UNKNOWN', cell)),
        ...named
          .filter((column, at) => named.indexOf(column) < at)
          .map((column) => flaw('COLUMN_TWICE', nameOf(column))),
      ],
    }
  }
}

export const headerOf = headerReader<SheetColumn>(SHEET_COLUMNS, NEEDED_COLUMNS)
