import { Module } from '@nestjs/common'
import { CatalogModule } from '../catalog/index.js'
import { InventoryModule } from '../inventory/index.js'
import { OrderModule } from '../order/index.js'
import { PaymentModule } from '../payment/index.js'
import { SettingsModule } from '../settings/index.js'
import { InsightAdminController } from './insight.admin.controller.js'
import { ShowOrderAt } from './order-at/show-order-at.js'
import { ShowTrend } from './show-trend.js'
import { ShowWorkbench } from './show-workbench.js'

@Module({
  imports: [CatalogModule, InventoryModule, OrderModule, PaymentModule, SettingsModule],
  controllers: [InsightAdminController],
  providers: [ShowOrderAt, ShowTrend, ShowWorkbench],
})
export class InsightModule {}
