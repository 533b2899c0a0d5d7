import {
  NEEDED_COLUMNS,
  SHEET_COLUMNS,
  type ImportFlawCode,
  type SheetColumn,
} from '@jishi/contracts/catalog/product-import.terms'
import { clipped, type SheetFlaw } from './sheet-text.js'

/** Which column stands at which place; null where the header names none. */
export type Header = readonly (SheetColumn | null)[]

/** Blanks, stars and wide brackets are how people decorate a header; they do not make another column. */
const plain = (name: string): string =>
  name
    .replace(/[\s*＊]/g, '')
    .replace(/（/g, '(')
    .replace(/）/g, ')')
    .toLowerCase()

const KNOWN: ReadonlyMap<string, SheetColumn> = new Map(
  SHEET_COLUMNS.flatMap(([key, name]) => [
    [plain(name), key],
    [plain(name.replace(/\(.*/, '')), key],
    [plain(key), key],
  ]),
)

const HEADER_NAMES = new Map<SheetColumn, string>(SHEET_COLUMNS)

export const headerName = (column: SheetColumn): string => HEADER_NAMES.get(column) ?? column

const flaw = (code: ImportFlawCode, found: string): SheetFlaw => ({ code, row: 1, column: null, found: clipped(found) })

/** Reads the row of column names. A name we do not know refuses the file: what stands below it would be lost unseen. */
export const headerOf = (cells: readonly string[]): { header: Header; flaws: SheetFlaw[] } => {
  const header = cells.map((cell) => (plain(cell) === '' ? null : (KNOWN.get(plain(cell)) ?? null)))
  const named = header.filter((column) => column !== null)
  const missing = NEEDED_COLUMNS.filter((column) => !named.includes(column))
  // A first row that names nothing of ours is no header at all: listing each of its cells would not help anybody.
  if (named.length === 0) return { header, flaws: [flaw('HEADER_MISSING', NEEDED_COLUMNS.map(headerName).join('、'))] }
  return {
    header,
    flaws: [
      ...missing.map((column) => flaw('HEADER_MISSING', headerName(column))),
      ...cells
        .filter((cell, at) => plain(cell) !== '' && header[at] === null)
        .map((cell) => flaw('COLUMN_UNKNOWN', cell)),
      ...named
        .filter((column, at) => named.indexOf(column) < at)
        .map((column) => flaw('COLUMN_TWICE', headerName(column))),
    ],
  }
}
