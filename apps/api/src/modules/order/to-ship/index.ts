import { ArrivalQueries } from './arrival.queries.js'
import { CarryAway } from './carry-away.js'
import { ExportOrders } from './export-orders.js'
import { PackingQueries } from './packing.queries.js'
import { ToShipQueries } from './to-ship.queries.js'
import { WaitingSheet } from './waiting-sheet.js'

export { ToShipAdminController } from './to-ship.admin.controller.js'

/** The queue, what is printed of it, and what leaves the shop as a table. */
export const toShipParts = [ArrivalQueries, CarryAway, ExportOrders, PackingQueries, ToShipQueries, WaitingSheet]
