import { Module } from '@nestjs/common'
import { CatalogModule } from '../catalog/index.js'
import { AdjustStock } from './adjust-stock.js'
import { InventoryAdminController } from './inventory.admin.controller.js'
import { InventoryFacade } from './inventory.facade.js'
import { ReceiveStock } from './receive-stock.js'
import { ReserveStock } from './reserve-stock.js'
import { SettleReservation } from './settle-reservation.js'
import { StockedBefore } from './stocked-before.js'

@Module({
  imports: [CatalogModule],
  controllers: [InventoryAdminController],
  providers: [InventoryFacade, AdjustStock, ReceiveStock, ReserveStock, SettleReservation, StockedBefore],
  exports: [InventoryFacade],
})
export class InventoryModule {}
