import { Readable } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import { decodedText, delimiterOf } from './domain/decode-text.js'
import type { SheetLine } from './domain/sheet-row.js'
import { refusedFor } from './file-refused.js'

const PIECE = 64 * 1024

function* piecesOf(text: string): Generator<string> {
  for (let at = 0; at < text.length; at += PIECE) yield text.slice(at, at + PIECE)
}

/** The lines of a csv file in any encoding and with any delimiter we know. Throws FileRefused. */
export async function* csvLines(bytes: Buffer): AsyncGenerator<SheetLine> {
  const text = decodedText(bytes)
  if (text === undefined) throw refusedFor('ENCODING_UNKNOWN')
  const parser = Readable.from(piecesOf(text)).pipe(
    parse({
      delimiter: delimiterOf(text),
      bom: true,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      skip_empty_lines: false,
    }),
  )
  let row = 0
  try {
    for await (const cells of parser as AsyncIterable<string[]>) yield { row: (row += 1), cells, odd: [] }
  } catch (error) {
    if (error instanceof CsvError) throw refusedFor('QUOTE_OPEN', { found: String(row + 1) })
    throw error
  }
}
