import { NEEDED_SHIP_COLUMNS, SHIP_COLUMNS, type ShipColumn } from '@jishi/contracts/order/ship-sheet.terms'
import { TRACKING_NO_PATTERN } from '@jishi/contracts/order/order.terms'
import { MAX_LINE_QTY } from '@jishi/contracts/primitives.terms'
import { clipped, headerReader, isStorable, plainLines, restored, wholeNumber } from '../../catalog/index.js'
import type { HeaderOf, SheetLine } from '../../catalog/index.js'
import type { ShipSheetFlaw } from '../domain/ship-parcels.js'

export const shipHeader = headerReader<ShipColumn>(SHIP_COLUMNS, NEEDED_SHIP_COLUMNS)

/** Columns that only tell are not kept: receivers stand in them. */
const READ: ReadonlySet<ShipColumn> = new Set(SHIP_COLUMNS.filter(([, , read]) => read).map(([key]) => key))

/** Longer than anything that is read here could be. */
const MAX_CELL = 60
const MOST_LINES = 1_000

type Cells = Partial<Record<ShipColumn, string>>

export interface ShipRow {
  readonly row: number
  readonly orderNo: string
  readonly cells: Cells
  readonly carrierCode: string | null
  readonly trackingNo: string
  readonly line: number | null
  readonly qty: number | null
  /** Nothing is to be sent: carrier and number are still to come. */
  readonly blank: boolean
  readonly flaws: readonly ShipSheetFlaw[]
}

interface OfferedCarrier {
  readonly code: string
  readonly name: string
}

/** By its code, its name, or the beginning of a name that only one has. */
const carrierOf = (text: string, carriers: readonly OfferedCarrier[]): string | null => {
  const exact = carriers.find(({ code, name }) => code === text.toUpperCase() || name === text)
  if (exact !== undefined) return exact.code
  const begun = text === '' ? [] : carriers.filter(({ name }) => name.startsWith(text))
  return begun.length === 1 ? (begun[0]?.code ?? null) : null
}

/** Names the texts of a line by their columns and reads them; undefined for a line without anything in it. */
export const shipRowOf = (
  line: SheetLine,
  header: HeaderOf<ShipColumn>,
  carriers: readonly OfferedCarrier[],
): ShipRow | undefined => {
  if (line.odd.length === 0 && line.cells.every((cell) => cell.trim() === '')) return undefined
  const { cells, flaws } = cellsOf(line, header)
  const told = (column: ShipColumn): string => cells[column] ?? ''
  const trackingNo = told('trackingNo').replace(/\s/g, '').toUpperCase()
  const blank = flaws.length === 0 && told('carrier') === '' && trackingNo === ''
  const carrierCode = carrierOf(told('carrier'), carriers)
  const read = { row: line.row, orderNo: told('orderNo').toUpperCase(), cells, carrierCode, trackingNo, blank }
  const { value: number, flaw: ofLine } = countOf(line.row, 'line', told('line'), MOST_LINES)
  const { value: qty, flaw: ofPieces } = countOf(line.row, 'pieces', told('pieces'), MAX_LINE_QTY)
  if (blank) return { ...read, line: null, qty: null, flaws: [] }
  const said = new Set(flaws.map(({ column }) => column))
  const wrong = [...flawsOfParcel(line.row, told, carrierCode, trackingNo), ofLine, ofPieces].filter(
    (flaw) => flaw !== undefined && !said.has(flaw.column),
  ) as ShipSheetFlaw[]
  // The download counts pieces line by line; without its line a count says nothing.
  if (told('line') === '' && told('pieces') !== '') wrong.push({ row: line.row, column: 'line', code: 'LINE_NEEDED' })
  return { ...read, line: number, qty, flaws: [...flaws, ...wrong] }
}

function cellsOf(line: SheetLine, header: HeaderOf<ShipColumn>): { cells: Cells; flaws: ShipSheetFlaw[] } {
  const { row } = line
  const cells: Cells = {}
  const readAt = (at: number): ShipColumn | null => {
    const column = header[at] ?? null
    return column !== null && READ.has(column) ? column : null
  }
  const flaws = line.odd.flatMap(({ at, code, found }): ShipSheetFlaw[] => {
    const column = readAt(at)
    return column !== null && isOfAnySheet(code) ? [{ row, column, code, found }] : []
  })
  for (const [at, given] of line.cells.entries()) {
    const column = readAt(at)
    if (column === null) continue
    const text = plainLines(restored(given))
    if (isStorable(text) && text.length <= MAX_CELL) cells[column] = text
    else flaws.push({ row, column, code: 'CELL_UNREADABLE' })
  }
  return { cells, flaws }
}

const ODD = ['CELL_IS_DATE', 'CELL_IS_ERROR', 'FORMULA_NOT_COMPUTED', 'MERGED_ACROSS'] as const
const isOfAnySheet = (code: string): code is (typeof ODD)[number] => ODD.some((known) => known === code)

function flawsOfParcel(
  row: number,
  told: (column: ShipColumn) => string,
  carrierCode: string | null,
  trackingNo: string,
): ShipSheetFlaw[] {
  const flaws: ShipSheetFlaw[] = []
  const carrier = told('carrier')
  if (told('orderNo') === '') flaws.push({ row, column: 'orderNo', code: 'CELL_NEEDED' })
  if (carrier === '') flaws.push({ row, column: 'carrier', code: 'NUMBER_NEEDED' })
  else if (carrierCode === null)
    flaws.push({ row, column: 'carrier', code: 'CARRIER_UNKNOWN', found: clipped(carrier) })
  if (trackingNo === '') flaws.push({ row, column: 'trackingNo', code: 'NUMBER_NEEDED' })
  else if (!TRACKING_NO_PATTERN.test(trackingNo))
    flaws.push({ row, column: 'trackingNo', code: 'NUMBER_SHAPE', found: clipped(trackingNo) })
  return flaws
}

function countOf(
  row: number,
  column: ShipColumn,
  text: string,
  most: number,
): { value: number | null; flaw?: ShipSheetFlaw } {
  if (text === '') return { value: null }
  const value = wholeNumber(text, most) ?? 0
  if (value > 0) return { value }
  return { value: null, flaw: { row, column, code: 'NOT_COUNTED', found: clipped(text), most } }
}
