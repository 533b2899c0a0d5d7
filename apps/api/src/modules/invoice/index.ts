export { InvoiceModule } from './invoice.module.js'
export { InvoiceFacade } from './invoice.facade.js'
