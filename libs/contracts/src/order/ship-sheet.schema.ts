import { z } from 'zod'
import { sheetFormatQuery, sheetUploadQuery } from '../catalog/product-import.schema.js'
import { IMPORT_STATES } from '../catalog/product-import.terms.js'
import { endpoint } from '../endpoint.js'
import { at, fileReply, idParams, page, pageQuery, uuid } from '../primitives.schema.js'
import { shipSheetRoutes } from './ship-sheet.routes.js'
import { SHIP_COLUMNS, SHIP_FLAWS, SHIP_ROW_VERDICTS, type ShipColumn, type ShipFlawCode } from './ship-sheet.terms.js'

const columnKeys = SHIP_COLUMNS.map(([key]) => key) as [ShipColumn, ...ShipColumn[]]
const flawCodes = Object.keys(SHIP_FLAWS) as [ShipFlawCode, ...ShipFlawCode[]]

/** What is wrong, where it stands in the file, in words of the reader's language. Row 1 holds the column names. */
export const shipFlaw = z.object({
  row: z.int().nullable(),
  column: z.enum(columnKeys).nullable(),
  code: z.enum(flawCodes),
  message: z.string(),
})
export type ShipFlaw = z.infer<typeof shipFlaw>

export const shipSheet = z.object({
  id: uuid,
  fileName: z.string(),
  state: z.enum(IMPORT_STATES),
  createdAt: at,
  finishedAt: at.nullable(),
  rowsRead: z.int(),
  rowsRefused: z.int(),
  /** Rows without a carrier and a number. */
  rowsBlank: z.int(),
  /** Parcels of the file, how many of them are checked, and what they would be. */
  parcelsFound: z.int(),
  parcelsChecked: z.int(),
  parcels: z.object({ new: z.int(), unchanged: z.int(), refused: z.int() }),
  /** Of the new ones: shipped, and refused at the last moment. */
  parcelsSent: z.int(),
  parcelsLost: z.int(),
  /** Why the file as a whole is refused. */
  flaws: z.array(shipFlaw),
  mayApply: z.boolean(),
  mayStop: z.boolean(),
})
export type ShipSheet = z.infer<typeof shipSheet>

export const shipSheetRowsQuery = z.strictObject({ ...pageQuery, verdict: z.enum(SHIP_ROW_VERDICTS).optional() })
export type ShipSheetRowsQuery = z.infer<typeof shipSheetRowsQuery>
export const shipSheetRow = z.object({
  row: z.int(),
  orderNo: z.string(),
  line: z.string(),
  pieces: z.string(),
  carrier: z.string(),
  trackingNo: z.string(),
  verdict: z.enum(SHIP_ROW_VERDICTS).nullable(),
  outcome: z.enum(['applied', 'refused']).nullable(),
  orderId: uuid.nullable(),
  flaws: z.array(shipFlaw),
})
export type ShipSheetRow = z.infer<typeof shipSheetRow>

export const shipSheetEndpoints = {
  list: endpoint(shipSheetRoutes.list, { query: z.strictObject(pageQuery), reply: page(shipSheet) }),
  upload: endpoint(shipSheetRoutes.upload, { query: sheetUploadQuery, reply: shipSheet }),
  one: endpoint(shipSheetRoutes.one, { params: idParams, reply: shipSheet }),
  rows: endpoint(shipSheetRoutes.rows, { params: idParams, query: shipSheetRowsQuery, reply: page(shipSheetRow) }),
  flaws: endpoint(shipSheetRoutes.flaws, { params: idParams, query: sheetFormatQuery, reply: fileReply }),
  apply: endpoint(shipSheetRoutes.apply, { params: idParams, reply: shipSheet }),
  stop: endpoint(shipSheetRoutes.stop, { params: idParams, reply: shipSheet }),
}
