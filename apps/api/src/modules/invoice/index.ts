export { InvoiceModule } from './invoice.module.js'
