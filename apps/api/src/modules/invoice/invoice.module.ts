import { Module } from '@nestjs/common'
import type { Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import { CatalogModule } from '../catalog/index.js'
import { IdentityModule } from '../identity/index.js'
import { OrderModule } from '../order/index.js'
import { AdminInvoices } from './admin-invoices.queries.js'
import { AskInvoice } from './ask-invoice.js'
import { ExportInvoices } from './export-invoices.js'
import { FollowOrders } from './follow-orders.js'
import { HandleInvoice } from './handle-invoice.js'
import { InvoiceAdminController } from './invoice.admin.controller.js'
import { InvoiceDesk } from './invoice-desk.js'
import { InvoiceDocuments } from './invoice-documents.js'
import { InvoiceFacade } from './invoice.facade.js'
import { InvoiceHoldings } from './invoice-holdings.js'
import { InvoiceSeals } from './invoice-seals.js'
import { InvoiceShopController } from './invoice.shop.controller.js'
import { InvoiceStore } from './invoice.store.js'
import { InvoiceTitles } from './invoice-titles.js'
import { IssueInvoice } from './issue-invoice.js'
import { OwnInvoices } from './own-invoices.queries.js'
import { RevealBuyer } from './reveal-buyer.js'
import { ManualBureau, TAX_BUREAU } from './tax-bureau.js'

@Module({
  imports: [CatalogModule, IdentityModule, OrderModule],
  controllers: [InvoiceShopController, InvoiceAdminController],
  providers: [
    AdminInvoices,
    AskInvoice,
    ExportInvoices,
    FollowOrders,
    HandleInvoice,
    InvoiceDesk,
    InvoiceDocuments,
    InvoiceFacade,
    InvoiceHoldings,
    InvoiceSeals,
    InvoiceStore,
    InvoiceTitles,
    IssueInvoice,
    OwnInvoices,
    RevealBuyer,
    { provide: TAX_BUREAU, useFactory: (clock: Clock) => new ManualBureau(clock), inject: [CLOCK] },
  ],
  exports: [InvoiceFacade],
})
export class InvoiceModule {}
