export type { Arming } from './activity-stock.js'
export { InventoryFacade } from './inventory.facade.js'
export { InventoryModule } from './inventory.module.js'
export type { PlacedLine } from './inventory.queries.js'
export type { LinePieces } from './settle-reservation.js'
export type { IssuedSecret } from './secrets/card-secrets.js'
export {
  MAIN_LOCATION,
  type Receipt,
  type ReleaseCause,
  type Reservation,
  type ReservationLine,
  type StockLevel,
  type StockOwner,
} from './reservation.js'
export { stockPastOf, stockReturnsOf, type StockReturn, type StockStep } from './stock-past.queries.js'
