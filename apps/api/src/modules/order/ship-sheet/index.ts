import { CarryOnShipSheet } from './carry-on-ship-sheet.js'
import { CheckShipSheet } from './check-ship-sheet.js'
import { DirectShipSheet } from './direct-ship-sheet.js'
import { ReadShipSheet } from './read-ship-sheet.js'
import { SendShipSheet } from './send-ship-sheet.js'
import { ShipSheetQueries } from './ship-sheet.queries.js'
import { StartShipSheet } from './start-ship-sheet.js'

export { ShipSheetAdminController } from './ship-sheet.admin.controller.js'

/** Everything parcels by the sheet are made of. */
export const shipSheetParts = [
  ...[StartShipSheet, ReadShipSheet, CheckShipSheet, SendShipSheet],
  ...[CarryOnShipSheet, DirectShipSheet, ShipSheetQueries],
]
