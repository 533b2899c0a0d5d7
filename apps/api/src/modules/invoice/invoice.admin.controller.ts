import { Controller } from '@nestjs/common'
import type { InputOf } from '@jishi/contracts/endpoint'
import {
  invoiceDeskEndpoints as endpoints,
  type AdminInvoice,
  type AdminInvoiceDetail,
  type InvoiceFigures,
  type RevealedInvoice,
} from '@jishi/contracts/invoice/invoice.schema'
import type { FileReply, Page } from '@jishi/contracts/primitives.schema'
import type { OperatorActor } from '../../infra/auth/actor.js'
import { Idempotent, Input, Operator } from '../../infra/http/parameters.js'
import { Serve } from '../../infra/http/serve.js'
import { Uploaded, type Upload } from '../../infra/http/upload.js'
import type { IdempotentCall } from '../../infra/idempotency/idempotency.js'
import { AdminInvoices } from './admin-invoices.queries.js'
import { ExportInvoices } from './export-invoices.js'
import { HandleInvoice } from './handle-invoice.js'
import { InvoiceDocuments } from './invoice-documents.js'
import { IssueInvoice } from './issue-invoice.js'
import { RevealBuyer } from './reveal-buyer.js'

@Controller()
export class InvoiceAdminController {
  constructor(
    private readonly queries: AdminInvoices,
    private readonly handling: HandleInvoice,
    private readonly issuing: IssueInvoice,
    private readonly documents: InvoiceDocuments,
    private readonly revealing: RevealBuyer,
    private readonly exporting: ExportInvoices,
  ) {}

  @Serve(endpoints.list)
  list(@Input() { query }: InputOf<typeof endpoints.list>): Promise<Page<AdminInvoice>> {
    return this.queries.list(query)
  }

  @Serve(endpoints.figures)
  figures(): Promise<InvoiceFigures> {
    return this.queries.figures()
  }

  @Serve(endpoints.detail)
  detail(@Input() { params }: InputOf<typeof endpoints.detail>): Promise<AdminInvoiceDetail> {
    return this.queries.detail(params.id)
  }

  @Serve(endpoints.take)
  async take(
    @Operator() operator: OperatorActor,
    @Idempotent() call: IdempotentCall,
    @Input() { params }: InputOf<typeof endpoints.take>,
  ): Promise<AdminInvoiceDetail> {
    await this.handling.take(operator, call, params.id)
    return this.queries.detail(params.id)
  }

  @Serve(endpoints.putBack)
  async putBack(
    @Operator() operator: OperatorActor,
    @Idempotent() call: IdempotentCall,
    @Input() { params }: InputOf<typeof endpoints.putBack>,
  ): Promise<AdminInvoiceDetail> {
    await this.handling.putBack(operator, call, params.id)
    return this.queries.detail(params.id)
  }

  @Serve(endpoints.refuse)
  async refuse(
    @Operator() operator: OperatorActor,
    @Idempotent() call: IdempotentCall,
    @Input() { params, body }: InputOf<typeof endpoints.refuse>,
  ): Promise<AdminInvoiceDetail> {
    await this.handling.refuse(operator, call, params.id, body.note)
    return this.queries.detail(params.id)
  }

  @Serve(endpoints.attach)
  async attach(
    @Operator() operator: OperatorActor,
    @Input() { params }: InputOf<typeof endpoints.attach>,
    @Uploaded() upload: Upload,
  ): Promise<AdminInvoiceDetail> {
    await this.documents.attach(operator, params.id, upload)
    return this.queries.detail(params.id)
  }

  @Serve(endpoints.issue)
  async issue(
    @Operator() operator: OperatorActor,
    @Idempotent() call: IdempotentCall,
    @Input() { params, body }: InputOf<typeof endpoints.issue>,
  ): Promise<AdminInvoiceDetail> {
    await this.issuing.issue(operator, call, params.id, body)
    return this.queries.detail(params.id)
  }

  @Serve(endpoints.sent)
  async sent(
    @Operator() operator: OperatorActor,
    @Idempotent() call: IdempotentCall,
    @Input() { params }: InputOf<typeof endpoints.sent>,
  ): Promise<AdminInvoiceDetail> {
    await this.handling.sent(operator, call, params.id)
    return this.queries.detail(params.id)
  }

  @Serve(endpoints.beginReversal)
  async beginReversal(
    @Operator() operator: OperatorActor,
    @Idempotent() call: IdempotentCall,
    @Input() { params, body }: InputOf<typeof endpoints.beginReversal>,
  ): Promise<AdminInvoiceDetail> {
    await this.issuing.beginReversal(operator, call, params.id, body.note)
    return this.queries.detail(params.id)
  }

  @Serve(endpoints.reverse)
  async reverse(
    @Operator() operator: OperatorActor,
    @Idempotent() call: IdempotentCall,
    @Input() { params, body }: InputOf<typeof endpoints.reverse>,
  ): Promise<AdminInvoiceDetail> {
    await this.issuing.reverse(operator, call, params.id, body)
    return this.queries.detail(params.id)
  }

  @Serve(endpoints.reveal)
  reveal(
    @Operator() operator: OperatorActor,
    @Idempotent() call: IdempotentCall,
    @Input() { params }: InputOf<typeof endpoints.reveal>,
  ): Promise<RevealedInvoice> {
    return this.revealing.run(operator, call, params.id)
  }

  @Serve(endpoints.copyOut)
  copyOut(
    @Operator() operator: OperatorActor,
    @Idempotent() call: IdempotentCall,
    @Input() { params }: InputOf<typeof endpoints.copyOut>,
  ): Promise<FileReply> {
    return this.documents.copyOut(operator, call, params.id)
  }

  @Serve(endpoints.exported)
  exported(
    @Operator() operator: OperatorActor,
    @Idempotent() call: IdempotentCall,
    @Input() { body }: InputOf<typeof endpoints.exported>,
  ): Promise<FileReply> {
    return this.exporting.run(operator, call, body)
  }
}
