import type { SheetFlaw } from './domain/sheet-text.js'
import { refusedFor } from './file-refused.js'

/** A block of cells shown as one. Rows and columns count from 1. */
export interface Merge {
  readonly text: string
  readonly top: number
  readonly bottom: number
  readonly left: number
  readonly right: number
}

export interface CellMark {
  readonly at: number
  readonly code: SheetFlaw['code']
  readonly found?: string
}

const MAX_COVERED = 400_000

/** B12 → [2, 12]. */
const placeOf = (text: string): [column: number, row: number] => {
  const [, letters = '', digits = ''] = /^\$?([A-Z]{1,3})\$?(\d{1,7})$/.exec(text) ?? []
  if (letters === '') throw refusedFor('FILE_UNREADABLE', { found: text.slice(0, 20) })
  return [[...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0), Number(digits)]
}

/** Merged blocks by the rows they cover below their first, and across. */
export const mergesByRow = (xml: string, lastRow: number): ReadonlyMap<number, readonly Merge[]> => {
  const byRow = new Map<number, Merge[]>()
  let covered = 0
  for (const [, text = ''] of xml.matchAll(/<(?:\w+:)?mergeCell\b[^>]*?\bref="([^"]{1,40})"/g)) {
    const [from = '', to = from] = text.split(':')
    const [left, top] = placeOf(from)
    const [right, bottom] = placeOf(to)
    const merge = { text, top, bottom, left, right }
    covered += Math.max(0, Math.min(bottom, lastRow) - top + 1)
    if (covered > MAX_COVERED) throw refusedFor('FILE_UNREADABLE', { found: 'mergeCells' })
    for (let row = top; row <= Math.min(bottom, lastRow); row += 1) byRow.set(row, [...(byRow.get(row) ?? []), merge])
  }
  return byRow
}

const CELL = /<(?:\w+:)?c\b([^>]*?)(?:\/>|>([\s\S]*?)<\/(?:\w+:)?c>)/g
const FORMULA = /<(?:\w+:)?f\b/
const VALUE = /<(?:\w+:)?v\b[^>]*>([^<]+)</

const markOf = (attributes: string, inner: string): Omit<CellMark, 'at'> | undefined => {
  const value = VALUE.exec(inner)?.[1]
  if (/\bt="e"/.test(attributes)) return { code: 'CELL_IS_ERROR', found: (value ?? '').slice(0, 20) }
  return FORMULA.test(inner) && value === undefined ? { code: 'FORMULA_NOT_COMPUTED' } : undefined
}

/** Cells whose value cannot be used, by row: formulas nobody computed, and those that failed. Computed ones are values. */
export const cellMarks = (xml: string): ReadonlyMap<number, readonly CellMark[]> => {
  const byRow = new Map<number, CellMark[]>()
  if (!FORMULA.test(xml) && !xml.includes('t="e"')) return byRow
  for (const [, attributes = '', inner = ''] of xml.matchAll(CELL)) {
    const mark = markOf(attributes, inner)
    const ref = /\br="([A-Z]+\d+)"/.exec(attributes)?.[1]
    if (mark === undefined || ref === undefined) continue
    const [column, row] = placeOf(ref)
    byRow.set(row, [...(byRow.get(row) ?? []), { ...mark, at: column - 1 }])
  }
  return byRow
}
