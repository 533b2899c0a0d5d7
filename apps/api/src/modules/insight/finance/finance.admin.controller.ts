import { Controller } from '@nestjs/common'
import type { InputOf } from '@jishi/contracts/endpoint'
import {
  financeEndpoints as endpoints,
  type AdminIncident,
  type AdminPaymentRow,
  type AdminPaymentView,
  type AdminRefundRow,
  type AdminRefundView,
  type NoticeReplay,
  type RawNotice,
} from '@jishi/contracts/payment/finance.schema'
import { ledgerEndpoints } from '@jishi/contracts/ledger/ledger.schema'
import type { FileReply, Page } from '@jishi/contracts/primitives.schema'
import type { OperatorActor } from '../../../infra/auth/actor.js'
import { Idempotent, Input, Operator } from '../../../infra/http/parameters.js'
import { Serve } from '../../../infra/http/serve.js'
import type { IdempotentCall } from '../../../infra/idempotency/idempotency.js'
import { PaymentDeskActs } from '../../payment/index.js'
import { ExportLedger } from './export-ledger.js'
import { ShowMoney } from './show-money.js'

@Controller()
export class FinanceAdminController {
  constructor(
    private readonly show: ShowMoney,
    private readonly acts: PaymentDeskActs,
    private readonly exportLedger: ExportLedger,
  ) {}

  @Serve(endpoints.payments)
  payments(@Input() { query }: InputOf<typeof endpoints.payments>): Promise<Page<AdminPaymentRow>> {
    return this.show.payments(query)
  }

  @Serve(endpoints.payment)
  payment(@Input() { params }: InputOf<typeof endpoints.payment>): Promise<AdminPaymentView> {
    return this.show.payment(params.id)
  }

  @Serve(endpoints.revealNotice)
  revealNotice(
    @Operator() operator: OperatorActor,
    @Input() { params }: InputOf<typeof endpoints.revealNotice>,
    @Idempotent() call: IdempotentCall,
  ): Promise<RawNotice> {
    return this.acts.notices.reveal(operator, params.id, params.noticeId, call)
  }

  @Serve(endpoints.replayNotice)
  replayNotice(
    @Operator() operator: OperatorActor,
    @Input() { params }: InputOf<typeof endpoints.replayNotice>,
    @Idempotent() call: IdempotentCall,
  ): Promise<NoticeReplay> {
    return this.acts.notices.replay(operator, params.id, params.noticeId, call)
  }

  @Serve(endpoints.refunds)
  refunds(@Input() { query }: InputOf<typeof endpoints.refunds>): Promise<Page<AdminRefundRow>> {
    return this.show.refunds(query)
  }

  @Serve(endpoints.refund)
  refund(@Input() { params }: InputOf<typeof endpoints.refund>): Promise<AdminRefundView> {
    return this.show.refund(params.id)
  }

  @Serve(endpoints.restartRefund)
  async restartRefund(
    @Operator() operator: OperatorActor,
    @Input() { params }: InputOf<typeof endpoints.restartRefund>,
    @Idempotent() call: IdempotentCall,
  ): Promise<AdminRefundView> {
    await this.acts.refunds.run(operator, params.id, call)
    return this.show.refund(params.id)
  }

  @Serve(endpoints.incidents)
  incidents(@Input() { query }: InputOf<typeof endpoints.incidents>): Promise<Page<AdminIncident>> {
    return this.show.incidents(query)
  }

  @Serve(endpoints.resolveIncident)
  async resolveIncident(
    @Operator() operator: OperatorActor,
    @Input() { params, body }: InputOf<typeof endpoints.resolveIncident>,
    @Idempotent() call: IdempotentCall,
  ): Promise<AdminIncident> {
    await this.acts.incidents.run(operator, params.id, call, body.reason)
    return this.show.incident(params.id)
  }

  @Serve(ledgerEndpoints.exported)
  exported(
    @Operator() operator: OperatorActor,
    @Input() { body }: InputOf<typeof ledgerEndpoints.exported>,
    @Idempotent() call: IdempotentCall,
  ): Promise<FileReply> {
    return this.exportLedger.run(operator, call, body)
  }
}
