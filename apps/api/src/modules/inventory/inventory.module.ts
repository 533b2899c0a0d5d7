import { Module } from '@nestjs/common'
import { InventoryFacade } from './inventory.facade.js'
import { ReceiveStock } from './receive-stock.js'
import { ReserveStock } from './reserve-stock.js'
import { SettleReservation } from './settle-reservation.js'

@Module({
  providers: [InventoryFacade, ReceiveStock, ReserveStock, SettleReservation],
  exports: [InventoryFacade],
})
export class InventoryModule {}
