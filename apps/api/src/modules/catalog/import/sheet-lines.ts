import type { SheetFormat } from '@jishi/contracts/catalog/product-import.terms'
import { csvLines } from './csv-lines.js'
import type { SheetLine } from './domain/sheet-row.js'
import { xlsxLines } from './xlsx-lines.js'

/** The lines of a file in the format it says it has. Throws FileRefused where it cannot be read. */
export const sheetLines = (format: SheetFormat, bytes: Buffer): AsyncGenerator<SheetLine> =>
  format === 'csv' ? csvLines(bytes) : xlsxLines(bytes)
