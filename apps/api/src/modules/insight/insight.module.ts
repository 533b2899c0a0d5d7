import { Module } from '@nestjs/common'
import { CatalogModule } from '../catalog/index.js'
import { InventoryModule } from '../inventory/index.js'
import { InvoiceModule } from '../invoice/index.js'
import { LedgerModule } from '../ledger/index.js'
import { OrderModule } from '../order/index.js'
import { PaymentModule } from '../payment/index.js'
import { ReviewModule } from '../review/index.js'
import { ServiceModule } from '../service/index.js'
import { SettingsModule } from '../settings/index.js'
import { FinanceAdminController } from './finance/finance.admin.controller.js'
import { ExportLedger } from './finance/export-ledger.js'
import { MoneyOrders } from './finance/money-orders.js'
import { ShowMoney } from './finance/show-money.js'
import { InsightAdminController } from './insight.admin.controller.js'
import { ShowOrderAt } from './order-at/show-order-at.js'
import { ShowTrend } from './show-trend.js'
import { ShowWorkbench } from './show-workbench.js'
import { WaitingDesks } from './waiting-people.js'

@Module({
  imports: [
    CatalogModule,
    InventoryModule,
    InvoiceModule,
    LedgerModule,
    OrderModule,
    PaymentModule,
    ReviewModule,
    ServiceModule,
    SettingsModule,
  ],
  controllers: [FinanceAdminController, InsightAdminController],
  providers: [ExportLedger, MoneyOrders, ShowMoney, ShowOrderAt, ShowTrend, ShowWorkbench, WaitingDesks],
})
export class InsightModule {}
