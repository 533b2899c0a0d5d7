import { Controller } from '@nestjs/common'
import type { InputOf } from '@jishi/contracts/endpoint'
import {
  afterSaleEndpoints,
  type AdminAfterSaleCounts,
  type AdminAfterSaleRow,
  type AdminAfterSaleView,
  type AfterSaleArrivals,
} from '@jishi/contracts/order/after-sale.schema'
import type { Page } from '@jishi/contracts/primitives.schema'
import type { OperatorActor } from '../../../infra/auth/actor.js'
import { Idempotent, Input, Operator } from '../../../infra/http/parameters.js'
import { Serve } from '../../../infra/http/serve.js'
import type { IdempotentCall } from '../../../infra/idempotency/idempotency.js'
import { AfterSaleQueries } from './after-sale.queries.js'
import { DecideAfterSale } from './decide-after-sale.js'
import { ShowAfterSale } from './show-after-sale.js'

type In<K extends keyof typeof afterSaleEndpoints> = InputOf<(typeof afterSaleEndpoints)[K]>

@Controller()
export class AfterSaleAdminController {
  constructor(
    private readonly deciding: DecideAfterSale,
    private readonly queries: AfterSaleQueries,
    private readonly show: ShowAfterSale,
  ) {}

  @Serve(afterSaleEndpoints.adminList)
  list(
    @Operator() { operatorId }: OperatorActor,
    @Input() { query }: In<'adminList'>,
  ): Promise<Page<AdminAfterSaleRow>> {
    return this.queries.ofShop(operatorId, query)
  }

  @Serve(afterSaleEndpoints.adminCounts)
  counts(): Promise<AdminAfterSaleCounts> {
    return this.queries.counts()
  }

  @Serve(afterSaleEndpoints.adminArrivals)
  arrivals(): Promise<AfterSaleArrivals> {
    return this.queries.arrivals()
  }

  @Serve(afterSaleEndpoints.adminOne)
  one(@Operator() { operatorId }: OperatorActor, @Input() { params }: In<'adminOne'>): Promise<AdminAfterSaleView> {
    return this.show.ofShop(operatorId, params.id)
  }

  @Serve(afterSaleEndpoints.adminSay)
  async say(
    @Operator() operator: OperatorActor,
    @Input() { params, body }: In<'adminSay'>,
    @Idempotent() call: IdempotentCall,
  ): Promise<AdminAfterSaleView> {
    await this.deciding.say(operator, params.id, call, body)
    return this.show.ofShop(operator.operatorId, params.id)
  }

  @Serve(afterSaleEndpoints.approve)
  async approve(
    @Operator() operator: OperatorActor,
    @Input() { params, body }: In<'approve'>,
    @Idempotent() call: IdempotentCall,
  ): Promise<AdminAfterSaleView> {
    await this.deciding.approve(operator, params.id, call, body)
    return this.show.ofShop(operator.operatorId, params.id)
  }

  @Serve(afterSaleEndpoints.refuse)
  async refuse(
    @Operator() operator: OperatorActor,
    @Input() { params, body }: In<'refuse'>,
    @Idempotent() call: IdempotentCall,
  ): Promise<AdminAfterSaleView> {
    await this.deciding.refuse(operator, params.id, call, body)
    return this.show.ofShop(operator.operatorId, params.id)
  }

  @Serve(afterSaleEndpoints.askEvidence)
  async askEvidence(
    @Operator() operator: OperatorActor,
    @Input() { params, body }: In<'askEvidence'>,
    @Idempotent() call: IdempotentCall,
  ): Promise<AdminAfterSaleView> {
    await this.deciding.askEvidence(operator, params.id, call, body)
    return this.show.ofShop(operator.operatorId, params.id)
  }

  @Serve(afterSaleEndpoints.inspect)
  async inspect(
    @Operator() operator: OperatorActor,
    @Input() { params, body }: In<'inspect'>,
    @Idempotent() call: IdempotentCall,
  ): Promise<AdminAfterSaleView> {
    await this.deciding.inspect(operator, params.id, call, body)
    return this.show.ofShop(operator.operatorId, params.id)
  }

  @Serve(afterSaleEndpoints.resend)
  async resend(
    @Operator() operator: OperatorActor,
    @Input() { params, body }: In<'resend'>,
    @Idempotent() call: IdempotentCall,
  ): Promise<AdminAfterSaleView> {
    await this.deciding.resend(operator, params.id, call, body)
    return this.show.ofShop(operator.operatorId, params.id)
  }

  @Serve(afterSaleEndpoints.refundInstead)
  async refundInstead(
    @Operator() operator: OperatorActor,
    @Input() { params, body }: In<'refundInstead'>,
    @Idempotent() call: IdempotentCall,
  ): Promise<AdminAfterSaleView> {
    await this.deciding.refundInstead(operator, params.id, call, body)
    return this.show.ofShop(operator.operatorId, params.id)
  }

  @Serve(afterSaleEndpoints.arbitrate)
  async arbitrate(
    @Operator() operator: OperatorActor,
    @Input() { params, body }: In<'arbitrate'>,
    @Idempotent() call: IdempotentCall,
  ): Promise<AdminAfterSaleView> {
    await this.deciding.arbitrate(operator, params.id, call, body)
    return this.show.ofShop(operator.operatorId, params.id)
  }
}
