import { z } from 'zod'
import { endpoint } from '../endpoint.js'
import { at, fileReply, idParams, page, pageQuery, uuid } from '../primitives.schema.js'
import { adminProductsQuery } from './catalog.schema.js'
import { productImportRoutes } from './product-import.routes.js'
import {
  IMPORT_FLAWS,
  IMPORT_STATES,
  IMPORT_VERDICTS,
  SHEET_COLUMNS,
  SHEET_FORMATS,
  type ImportFlawCode,
  type SheetColumn,
} from './product-import.terms.js'

const columnKeys = SHEET_COLUMNS.map(([key]) => key) as [SheetColumn, ...SheetColumn[]]
const flawCodes = Object.keys(IMPORT_FLAWS) as [ImportFlawCode, ...ImportFlawCode[]]

export const sheetUploadQuery = z.strictObject({
  /** The file's own name, for people who look at the list of imports. */
  name: z.string().max(200).optional(),
})
export type SheetUploadQuery = z.infer<typeof sheetUploadQuery>
export const sheetFormatQuery = z.strictObject({ format: z.enum(SHEET_FORMATS).optional() })
export type SheetFormatQuery = z.infer<typeof sheetFormatQuery>

/** What is wrong, where it stands in the file, in words of the reader's language. Row 1 holds the column names. */
export const importFlaw = z.object({
  row: z.int().nullable(),
  column: z.enum(columnKeys).nullable(),
  code: z.enum(flawCodes),
  message: z.string(),
})
export type ImportFlaw = z.infer<typeof importFlaw>

const products = z.object({ new: z.int(), changed: z.int(), unchanged: z.int(), refused: z.int() })
export const productImport = z.object({
  id: uuid,
  fileName: z.string(),
  state: z.enum(IMPORT_STATES),
  createdAt: at,
  createdBy: z.string(),
  appliedBy: z.string().nullable(),
  finishedAt: at.nullable(),
  rowsRead: z.int(),
  rowsRefused: z.int(),
  /** Products of the file, how many of them are checked, and what they would be. */
  productsFound: z.int(),
  productsChecked: z.int(),
  products,
  /** Of those that are to be written: done, and refused at the last moment. */
  productsApplied: z.int(),
  productsLost: z.int(),
  /** Why the file as a whole is refused. */
  flaws: z.array(importFlaw),
  mayApply: z.boolean(),
  mayStop: z.boolean(),
})
export type ProductImport = z.infer<typeof productImport>

export const importRowsQuery = z.strictObject({
  ...pageQuery,
  /** Rows of products with this verdict; `refused` also finds rows that belong to no product. */
  verdict: z.enum(IMPORT_VERDICTS).optional(),
})
export type ImportRowsQuery = z.infer<typeof importRowsQuery>
export const importRow = z.object({
  row: z.int(),
  productCode: z.string(),
  title: z.string(),
  skuCode: z.string(),
  verdict: z.enum(IMPORT_VERDICTS).nullable(),
  outcome: z.enum(['applied', 'refused']).nullable(),
  productId: uuid.nullable(),
  flaws: z.array(importFlaw),
})
export type ImportRow = z.infer<typeof importRow>

/** The filters of the operators' list, and as what the answer is wanted. */
export const exportBody = adminProductsQuery
  .omit({ cursor: true, limit: true })
  .extend({ format: z.enum(SHEET_FORMATS) })
export type ExportBody = z.infer<typeof exportBody>

export const productImportEndpoints = {
  list: endpoint(productImportRoutes.list, { query: z.strictObject(pageQuery), reply: page(productImport) }),
  template: endpoint(productImportRoutes.template, { query: sheetFormatQuery, reply: fileReply }),
  upload: endpoint(productImportRoutes.upload, { query: sheetUploadQuery, reply: productImport }),
  one: endpoint(productImportRoutes.one, { params: idParams, reply: productImport }),
  rows: endpoint(productImportRoutes.rows, { params: idParams, query: importRowsQuery, reply: page(importRow) }),
  flaws: endpoint(productImportRoutes.flaws, { params: idParams, query: sheetFormatQuery, reply: fileReply }),
  apply: endpoint(productImportRoutes.apply, { params: idParams, reply: productImport }),
  stop: endpoint(productImportRoutes.stop, { params: idParams, reply: productImport }),
  exported: endpoint(productImportRoutes.exported, { body: exportBody, reply: fileReply }),
}
