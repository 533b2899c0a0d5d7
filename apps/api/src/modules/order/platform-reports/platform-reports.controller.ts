import { Controller } from '@nestjs/common'
import type { InputOf } from '@jishi/contracts/endpoint'
import type { OrderView } from '@jishi/contracts/order/order.schema'
import {
  platformReportsEndpoints as endpoints,
  type OrderReports,
  type PaidOrder,
  type PlatformReceipt,
  type TroubledReport,
} from '@jishi/contracts/order/platform-reports.schema'
import type { Page } from '@jishi/contracts/primitives.schema'
import type { MemberActor, OperatorActor } from '../../../infra/auth/actor.js'
import type { Language } from '../../../infra/http/language.js'
import { Idempotent, Input, Member, Operator, Spoken } from '../../../infra/http/parameters.js'
import { Serve } from '../../../infra/http/serve.js'
import type { IdempotentCall } from '../../../infra/idempotency/idempotency.js'
import { OrderViews } from '../order-view.js'
import { AskReceipts } from './ask-receipts.js'
import { PlatformReportsQueries } from './platform-reports.queries.js'
import { RetryReports } from './retry-reports.js'

@Controller()
export class PlatformReportsController {
  constructor(
    private readonly queries: PlatformReportsQueries,
    private readonly receipts: AskReceipts,
    private readonly retrying: RetryReports,
    private readonly views: OrderViews,
  ) {}

  @Serve(endpoints.paidOrder)
  paidOrder(
    @Member() { memberId }: MemberActor,
    @Input() { query }: InputOf<typeof endpoints.paidOrder>,
  ): Promise<PaidOrder> {
    return this.queries.paidOrder(memberId, query.no)
  }

  @Serve(endpoints.receipt)
  receipt(
    @Member() { memberId }: MemberActor,
    @Input() { params }: InputOf<typeof endpoints.receipt>,
  ): Promise<PlatformReceipt> {
    return this.receipts.component(memberId, params.id)
  }

  @Serve(endpoints.confirmReceipt)
  async confirmReceipt(
    @Member() { memberId }: MemberActor,
    @Input() { params }: InputOf<typeof endpoints.confirmReceipt>,
    @Idempotent() call: IdempotentCall,
    @Spoken() language: Language,
  ): Promise<OrderView> {
    await this.receipts.confirm(memberId, params.id, call)
    return this.views.ofMember(memberId, params.id, { language })
  }

  @Serve(endpoints.adminReports)
  adminReports(@Input() { params }: InputOf<typeof endpoints.adminReports>): Promise<OrderReports> {
    return this.queries.ofShown(params.id)
  }

  @Serve(endpoints.troubled)
  troubled(@Input() { query }: InputOf<typeof endpoints.troubled>): Promise<Page<TroubledReport>> {
    return this.queries.troubled(query)
  }

  @Serve(endpoints.retry)
  async retry(
    @Operator() operator: OperatorActor,
    @Input() { params }: InputOf<typeof endpoints.retry>,
    @Idempotent() call: IdempotentCall,
  ): Promise<OrderReports> {
    await this.retrying.run(operator, params.id, call)
    return this.queries.ofShown(params.id)
  }
}
