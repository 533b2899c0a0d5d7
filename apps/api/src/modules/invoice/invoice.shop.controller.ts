import { Controller } from '@nestjs/common'
import type { InputOf } from '@jishi/contracts/endpoint'
import {
  invoiceEndpoints as endpoints,
  type OrderInvoices,
  type OwnInvoice,
  type TitleView,
} from '@jishi/contracts/invoice/invoice.schema'
import type { Done, FileReply, Page } from '@jishi/contracts/primitives.schema'
import type { MemberActor } from '../../infra/auth/actor.js'
import { Idempotent, Input, Member } from '../../infra/http/parameters.js'
import { Serve } from '../../infra/http/serve.js'
import type { IdempotentCall } from '../../infra/idempotency/idempotency.js'
import { AskInvoice } from './ask-invoice.js'
import { InvoiceDocuments } from './invoice-documents.js'
import { InvoiceTitles } from './invoice-titles.js'
import { OwnInvoices } from './own-invoices.queries.js'

@Controller()
export class InvoiceShopController {
  constructor(
    private readonly titleBook: InvoiceTitles,
    private readonly own: OwnInvoices,
    private readonly asking: AskInvoice,
    private readonly documents: InvoiceDocuments,
  ) {}

  @Serve(endpoints.titles)
  async titles(@Member() { memberId }: MemberActor): Promise<Page<TitleView>> {
    return { items: await this.titleBook.all(memberId), nextCursor: null }
  }

  @Serve(endpoints.addTitle)
  async addTitle(
    @Member() { memberId }: MemberActor,
    @Idempotent() call: IdempotentCall,
    @Input() { body }: InputOf<typeof endpoints.addTitle>,
  ): Promise<TitleView> {
    return this.titleBook.one(memberId, await this.titleBook.add(memberId, call, body))
  }

  @Serve(endpoints.changeTitle)
  async changeTitle(
    @Member() { memberId }: MemberActor,
    @Input() { params, body }: InputOf<typeof endpoints.changeTitle>,
  ): Promise<TitleView> {
    return this.titleBook.one(memberId, await this.titleBook.change(memberId, params.id, body))
  }

  @Serve(endpoints.removeTitle)
  async removeTitle(
    @Member() { memberId }: MemberActor,
    @Input() { params }: InputOf<typeof endpoints.removeTitle>,
  ): Promise<Done> {
    await this.titleBook.remove(memberId, params.id)
    return { ok: true }
  }

  @Serve(endpoints.ofOrder)
  ofOrder(
    @Member() { memberId }: MemberActor,
    @Input() { params }: InputOf<typeof endpoints.ofOrder>,
  ): Promise<OrderInvoices> {
    return this.own.ofOrder(memberId, params.id)
  }

  @Serve(endpoints.mine)
  mine(
    @Member() { memberId }: MemberActor,
    @Input() { query }: InputOf<typeof endpoints.mine>,
  ): Promise<Page<OwnInvoice>> {
    return this.own.mine(memberId, query)
  }

  @Serve(endpoints.one)
  one(@Member() { memberId }: MemberActor, @Input() { params }: InputOf<typeof endpoints.one>): Promise<OwnInvoice> {
    return this.own.one(memberId, params.id)
  }

  @Serve(endpoints.ask)
  async ask(
    @Member() { memberId }: MemberActor,
    @Idempotent() call: IdempotentCall,
    @Input() { body }: InputOf<typeof endpoints.ask>,
  ): Promise<OwnInvoice> {
    return this.own.one(memberId, await this.asking.ask(memberId, call, body))
  }

  @Serve(endpoints.change)
  async change(
    @Member() { memberId }: MemberActor,
    @Input() { params, body }: InputOf<typeof endpoints.change>,
  ): Promise<OwnInvoice> {
    await this.asking.change(memberId, params.id, body)
    return this.own.one(memberId, params.id)
  }

  @Serve(endpoints.withdraw)
  async withdraw(
    @Member() { memberId }: MemberActor,
    @Idempotent() call: IdempotentCall,
    @Input() { params }: InputOf<typeof endpoints.withdraw>,
  ): Promise<OwnInvoice> {
    return this.own.one(memberId, await this.asking.withdraw(memberId, call, params.id))
  }

  @Serve(endpoints.resend)
  async resend(
    @Member() { memberId }: MemberActor,
    @Idempotent() call: IdempotentCall,
    @Input() { params, body }: InputOf<typeof endpoints.resend>,
  ): Promise<OwnInvoice> {
    return this.own.one(memberId, await this.asking.resend(memberId, call, params.id, body))
  }

  @Serve(endpoints.document)
  document(
    @Member() { memberId }: MemberActor,
    @Input() { params }: InputOf<typeof endpoints.document>,
  ): Promise<FileReply> {
    return this.documents.ofMember(memberId, params.id)
  }
}
