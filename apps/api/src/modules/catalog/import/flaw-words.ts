import type { ImportFlaw } from '@jishi/contracts/catalog/product-import.schema'
import { IMPORT_FLAWS } from '@jishi/contracts/catalog/product-import.terms'
import type { Language } from '../../../infra/http/language.js'
import type { SheetFlaw } from './domain/sheet-text.js'

/** A flaw in the reader's language, with what was found in its place. */
export const toldFlaw = ({ row, column, code, found, most }: SheetFlaw, language: Language): ImportFlaw => ({
  row,
  column,
  code,
  message: IMPORT_FLAWS[code][language]
    .replace('{found}', () => found ?? '')
    .replace('{most}', () => String(most ?? '')),
})
