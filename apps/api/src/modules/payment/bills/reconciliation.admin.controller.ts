import { Controller } from '@nestjs/common'
import type { InputOf } from '@jishi/contracts/endpoint'
import {
  reconciliationEndpoints as endpoints,
  type BillDay,
  type BillDayDetail,
  type Difference,
  type DifferenceDetail,
} from '@jishi/contracts/payment/reconciliation.schema'
import type { FileReply, Page } from '@jishi/contracts/primitives.schema'
import type { OperatorActor } from '../../../infra/auth/actor.js'
import { Idempotent, Input, Operator } from '../../../infra/http/parameters.js'
import { Serve } from '../../../infra/http/serve.js'
import type { IdempotentCall } from '../../../infra/idempotency/idempotency.js'
import { ExportDay } from './export-day.js'
import { ReconciliationQueries } from './reconciliation.queries.js'
import { ResolveDifference } from './resolve-difference.js'
import { RunAgain } from './run-again.js'

@Controller()
export class ReconciliationAdminController {
  constructor(
    private readonly queries: ReconciliationQueries,
    private readonly resolving: ResolveDifference,
    private readonly running: RunAgain,
    private readonly exporting: ExportDay,
  ) {}

  @Serve(endpoints.days)
  days(@Input() { query }: InputOf<typeof endpoints.days>): Promise<Page<BillDay>> {
    return this.queries.days(query)
  }

  @Serve(endpoints.day)
  day(@Input() { params }: InputOf<typeof endpoints.day>): Promise<BillDayDetail> {
    return this.queries.day(params.id)
  }

  @Serve(endpoints.runAgain)
  async runAgain(
    @Operator() operator: OperatorActor,
    @Idempotent() call: IdempotentCall,
    @Input() { params }: InputOf<typeof endpoints.runAgain>,
  ): Promise<BillDayDetail> {
    await this.running.run(operator, call, params.id)
    return this.queries.day(params.id)
  }

  @Serve(endpoints.exported)
  exported(
    @Operator() operator: OperatorActor,
    @Idempotent() call: IdempotentCall,
    @Input() { params }: InputOf<typeof endpoints.exported>,
  ): Promise<FileReply> {
    return this.exporting.run(operator, call, params.id)
  }

  @Serve(endpoints.differences)
  differences(
    @Operator() operator: OperatorActor,
    @Input() { query }: InputOf<typeof endpoints.differences>,
  ): Promise<Page<Difference>> {
    return this.queries.differences(operator, query)
  }

  @Serve(endpoints.difference)
  difference(
    @Operator() operator: OperatorActor,
    @Input() { params }: InputOf<typeof endpoints.difference>,
  ): Promise<DifferenceDetail> {
    return this.queries.difference(operator, params.id)
  }

  @Serve(endpoints.propose)
  async propose(
    @Operator() operator: OperatorActor,
    @Idempotent() call: IdempotentCall,
    @Input() { params, body }: InputOf<typeof endpoints.propose>,
  ): Promise<DifferenceDetail> {
    await this.resolving.propose(operator, call, params.id, body)
    return this.queries.difference(operator, params.id)
  }

  @Serve(endpoints.approve)
  async approve(
    @Operator() operator: OperatorActor,
    @Idempotent() call: IdempotentCall,
    @Input() { params }: InputOf<typeof endpoints.approve>,
  ): Promise<DifferenceDetail> {
    await this.resolving.approve(operator, call, params.id)
    return this.queries.difference(operator, params.id)
  }

  @Serve(endpoints.reject)
  async reject(
    @Operator() operator: OperatorActor,
    @Idempotent() call: IdempotentCall,
    @Input() { params, body }: InputOf<typeof endpoints.reject>,
  ): Promise<DifferenceDetail> {
    await this.resolving.reject(operator, call, params.id, body.note)
    return this.queries.difference(operator, params.id)
  }
}
