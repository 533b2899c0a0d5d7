import { MAX_SHEET_ROWS } from '@jishi/contracts/catalog/product-import.terms'
import { readSheet, type CellValue } from 'read-excel-file/node'
import type { SheetLine } from './domain/sheet-row.js'
import { refusedFor } from './file-refused.js'
import { cellMarks, mergesByRow, type CellMark, type Merge } from './xlsx-marks.js'
import { zipOf, zipParts } from './zip-parts.js'

const OLD_FORMAT = [0xd0, 0xcf, 0x11, 0xe0]
const WANTED =
  /^(?:\[Content_Types\]\.xml|_rels\/\.rels|xl\/(?:workbook|sharedStrings|styles)\.xml|xl\/_rels\/workbook\.xml\.rels|xl\/worksheets\/[^/]+\.xml)$/

const textOf = (parts: ReadonlyMap<string, Buffer>, name: string): string => parts.get(name)?.toString('utf8') ?? ''

/** The part that holds the first sheet of the workbook. */
const firstSheet = (parts: ReadonlyMap<string, Buffer>): string => {
  const relation = /<(?:\w+:)?sheet\b[^>]*?\br:id="([^"]+)"/.exec(textOf(parts, 'xl/workbook.xml'))?.[1]
  const relations = textOf(parts, 'xl/_rels/workbook.xml.rels').match(/<Relationship\b[^>]*>/g) ?? []
  const found = relations.find((each) => each.includes(`Id="${relation ?? ''}"`))
  const target = /\bTarget="\/?(?:xl\/)?([^"]+)"/.exec(found ?? '')?.[1]
  const name = `xl/${target ?? ''}`
  if (!parts.has(name)) throw refusedFor('FILE_UNREADABLE', { found: 'workbook' })
  return name
}

/** A date of a spreadsheet is a wall clock without a place: the shop's own. */
const wallClock = (date: Date): string =>
  Number.isNaN(date.getTime()) ? '' : date.toISOString().slice(0, 19).replace('T', ' ')

/** Fifteen digits are what a spreadsheet keeps of a number; what lies behind them is noise of the machine. */
const textOfCell = (value: CellValue | null): string => {
  if (value === null) return ''
  if (typeof value === 'number') return String(Number(value.toPrecision(15)))
  if (typeof value === 'boolean') return value ? '是' : '否'
  if (value instanceof Date) return wallClock(value)
  return typeof value === 'string' ? value : ''
}

interface Sheet {
  readonly rows: readonly (readonly (CellValue | null)[])[]
  readonly merges: ReadonlyMap<number, readonly Merge[]>
  readonly marks: ReadonlyMap<number, readonly CellMark[]>
}

const sheetOf = async (bytes: Buffer): Promise<Sheet> => {
  if (OLD_FORMAT.every((byte, at) => bytes[at] === byte)) throw refusedFor('FILE_OLD_FORMAT')
  const parts = await zipParts(bytes, (name) => WANTED.test(name))
  const xml = textOf(parts, firstSheet(parts))
  try {
    const rows = await readSheet(zipOf(parts))
    if (rows.length > MAX_SHEET_ROWS + 1) throw refusedFor('TOO_MANY_ROWS', { most: MAX_SHEET_ROWS })
    return { rows, merges: mergesByRow(xml, rows.length), marks: cellMarks(xml) }
  } catch (error) {
    if (error instanceof Error && 'flaws' in error) throw error
    throw refusedFor('FILE_UNREADABLE', { found: error instanceof Error ? error.message.slice(0, 60) : 'xlsx' })
  }
}

/**
 * One row of the sheet. Cells merged downwards hold for each of their rows, as people mean them; merged across, nobody can say
 * which column they are for.
 */
const lineOf = ({ rows, merges, marks }: Sheet, row: number): SheetLine => {
  const given = rows[row - 1] ?? []
  const above = (top: number, left: number): string => textOfCell(rows[top - 1]?.[left - 1] ?? null)
  const cells = given.map(textOfCell)
  const odd = [...(marks.get(row) ?? [])]
  for (const [at, value] of given.entries()) if (value instanceof Date) odd.push({ at, code: 'CELL_IS_DATE' })
  for (const { text, top, left, right } of merges.get(row) ?? []) {
    if (right > left) odd.push({ at: left - 1, code: 'MERGED_ACROSS', found: text })
    else if (row > top && top > 1) cells[left - 1] = above(top, left)
  }
  return { row, cells: Array.from(cells, (cell) => cell ?? ''), odd }
}

/** The lines of the first sheet of a workbook. Throws FileRefused. */
export async function* xlsxLines(bytes: Buffer): AsyncGenerator<SheetLine> {
  const sheet = await sheetOf(bytes)
  for (let row = 1; row <= sheet.rows.length; row += 1) yield lineOf(sheet, row)
}
