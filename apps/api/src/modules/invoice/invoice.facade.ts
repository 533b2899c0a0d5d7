import { Injectable } from '@nestjs/common'
import type { Sql } from '../../infra/database/sql.js'
import { AdminInvoices, type IssuableInvoices } from './admin-invoices.queries.js'

/** What modules above may know of invoices. */
@Injectable()
export class InvoiceFacade {
  constructor(private readonly invoices: AdminInvoices) {}

  /** Invoices that wait for somebody to issue them. */
  issuable(reader: Sql): Promise<IssuableInvoices> {
    return this.invoices.issuable(reader)
  }
}
