import { SHEET_TYPES, type SheetFormat } from '@jishi/contracts/catalog/product-import.terms'

/** What is wrong with a file before it is sent; the server says the rest. */
export const sheetFormatOf = (file: Pick<File, 'name'>): SheetFormat | undefined => {
  const ending = file.name.toLowerCase().split('.').pop()
  return ending === 'csv' || ending === 'xlsx' ? ending : undefined
}
export const ACCEPTED = ['.csv', '.xlsx', ...Object.values(SHEET_TYPES)].join(',')
