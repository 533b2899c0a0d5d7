import { Readable } from 'node:stream'
import { SHEET_TYPES, type SheetFormat } from '@jishi/contracts/catalog/product-import.terms'
import type { FileReply } from '@jishi/contracts/primitives.schema'
import { stringify } from 'csv-stringify'
import writeXlsxFile from 'write-excel-file/node'
import { neutralised } from './domain/sheet-text.js'

export type Line = readonly string[]

const hexOf = (sign: string): string => `_x${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}_`

/**
 * `_x000D_` is how a workbook spells a character its language cannot hold, so a text that looks like one is spelled out too. The
 * library keeps texts in a plain object and would take `constructor` for one it knows: such words get their first letter spelled.
 */
const spelled = (text: string): string => {
  const plain = text
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    .replace(/[^\t\n\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, hexOf)
  return plain in {} ? `${hexOf(plain)}${plain.slice(1)}` : plain
}

/**
 * Lines as csv, made as fast as their reader takes them: never more than a few lines are in memory, and a reader who hangs up ends
 * what makes them. The mark at the beginning tells spreadsheet programs that it is UTF-8.
 */
const csvOf = (lines: AsyncIterable<Line> | Iterable<Line>): Readable => {
  const source = Readable.from(lines, { objectMode: true })
  const text = source.pipe(
    stringify({ bom: true, record_delimiter: '\r\n', quoted_match: /[\r\n]/, cast: { string: neutralised } }),
  )
  source.once('error', (error) => text.destroy(error))
  text.once('close', () => source.destroy())
  return text
}

const xlsxOf = async (sheets: readonly { name: string; lines: readonly Line[] }[]): Promise<Buffer> => {
  const made = writeXlsxFile(
    sheets.map(({ name, lines }) => ({
      sheet: name,
      stickyRowsCount: 1,
      columns: (lines[0] ?? []).map((title) => ({ width: Math.max(12, title.length * 2 + 4) })),
      data: lines.map((line, at) =>
        line.map((text) => ({
          value: spelled(neutralised(text)),
          type: String,
          ...(at === 0 ? { fontWeight: 'bold' as const } : {}),
        })),
      ),
    })),
  )
  return made.toBuffer()
}

/** Lines that fit in memory, in either format. A workbook may have further sheets; csv is its first. */
export const sheetFile = async (
  name: string,
  format: SheetFormat,
  lines: readonly Line[],
  more: readonly { name: string; lines: readonly Line[] }[] = [],
): Promise<FileReply> => ({
  fileName: `${name}.${format}`,
  type: SHEET_TYPES[format],
  content: format === 'csv' ? csvOf(lines) : await xlsxOf([{ name, lines }, ...more]),
})

/** Lines without an end in sight, as csv. */
export const csvFile = (name: string, lines: AsyncIterable<Line>): FileReply => ({
  fileName: `${name}.csv`,
  type: SHEET_TYPES.csv,
  content: csvOf(lines),
})
