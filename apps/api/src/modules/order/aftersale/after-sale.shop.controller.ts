import { Controller } from '@nestjs/common'
import type { InputOf } from '@jishi/contracts/endpoint'
import {
  afterSaleEndpoints,
  type AfterSaleCard,
  type AfterSaleOptions,
  type AfterSalePreview,
  type AfterSaleView,
} from '@jishi/contracts/order/after-sale.schema'
import type { ExchangeOptions } from '@jishi/contracts/order/exchange.schema'
import type { Page } from '@jishi/contracts/primitives.schema'
import type { MemberActor } from '../../../infra/auth/actor.js'
import { Idempotent, Input, Member } from '../../../infra/http/parameters.js'
import { Serve } from '../../../infra/http/serve.js'
import type { IdempotentCall } from '../../../infra/idempotency/idempotency.js'
import { AfterSaleQueries } from './after-sale.queries.js'
import { ApplyAfterSale } from './apply-after-sale.js'
import { ExchangeOffers } from './exchange/exchange-offers.js'
import { MoveAfterSale } from './move-after-sale.js'
import { ShowAfterSale } from './show-after-sale.js'

type In<K extends keyof typeof afterSaleEndpoints> = InputOf<(typeof afterSaleEndpoints)[K]>

@Controller()
export class AfterSaleShopController {
  constructor(
    private readonly applying: ApplyAfterSale,
    private readonly moving: MoveAfterSale,
    private readonly queries: AfterSaleQueries,
    private readonly offers: ExchangeOffers,
    private readonly show: ShowAfterSale,
  ) {}

  @Serve(afterSaleEndpoints.options)
  options(@Member() { memberId }: MemberActor, @Input() { params }: In<'options'>): Promise<AfterSaleOptions> {
    return this.show.options(memberId, params.id)
  }

  @Serve(afterSaleEndpoints.preview)
  preview(@Member() { memberId }: MemberActor, @Input() { body }: In<'preview'>): Promise<AfterSalePreview> {
    return this.show.preview(memberId, body)
  }

  @Serve(afterSaleEndpoints.apply)
  async apply(
    @Member() { memberId }: MemberActor,
    @Input() { body }: In<'apply'>,
    @Idempotent() call: IdempotentCall,
  ): Promise<AfterSaleView> {
    return this.show.ofMember(memberId, await this.applying.run(memberId, call, body))
  }

  @Serve(afterSaleEndpoints.list)
  list(@Member() { memberId }: MemberActor, @Input() { query }: In<'list'>): Promise<Page<AfterSaleCard>> {
    return this.queries.ofMember(memberId, query)
  }

  @Serve(afterSaleEndpoints.one)
  one(@Member() { memberId }: MemberActor, @Input() { params }: In<'one'>): Promise<AfterSaleView> {
    return this.show.ofMember(memberId, params.id)
  }

  @Serve(afterSaleEndpoints.withdraw)
  async withdraw(
    @Member() { memberId }: MemberActor,
    @Input() { params }: In<'withdraw'>,
    @Idempotent() call: IdempotentCall,
  ): Promise<AfterSaleView> {
    await this.moving.withdraw(memberId, params.id, call)
    return this.show.ofMember(memberId, params.id)
  }

  @Serve(afterSaleEndpoints.say)
  async say(
    @Member() { memberId }: MemberActor,
    @Input() { params, body }: In<'say'>,
    @Idempotent() call: IdempotentCall,
  ): Promise<AfterSaleView> {
    await this.moving.say(memberId, params.id, call, body)
    return this.show.ofMember(memberId, params.id)
  }

  @Serve(afterSaleEndpoints.sendBack)
  async sendBack(
    @Member() { memberId }: MemberActor,
    @Input() { params, body }: In<'sendBack'>,
    @Idempotent() call: IdempotentCall,
  ): Promise<AfterSaleView> {
    await this.moving.sendBack(memberId, params.id, call, body)
    return this.show.ofMember(memberId, params.id)
  }

  @Serve(afterSaleEndpoints.exchangeOptions)
  exchangeOptions(
    @Member() { memberId }: MemberActor,
    @Input() { params }: In<'exchangeOptions'>,
  ): Promise<ExchangeOptions> {
    return this.offers.options(memberId, params.id)
  }

  @Serve(afterSaleEndpoints.payDifference)
  async payDifference(
    @Member() { memberId }: MemberActor,
    @Input() { params }: In<'payDifference'>,
    @Idempotent() call: IdempotentCall,
  ): Promise<AfterSaleView> {
    await this.moving.payDifference(memberId, params.id, call)
    return this.show.ofMember(memberId, params.id)
  }

  @Serve(afterSaleEndpoints.receive)
  async receive(
    @Member() { memberId }: MemberActor,
    @Input() { params }: In<'receive'>,
    @Idempotent() call: IdempotentCall,
  ): Promise<AfterSaleView> {
    await this.moving.receive(memberId, params.id, call)
    return this.show.ofMember(memberId, params.id)
  }

  @Serve(afterSaleEndpoints.complain)
  async complain(
    @Member() { memberId }: MemberActor,
    @Input() { params, body }: In<'complain'>,
    @Idempotent() call: IdempotentCall,
  ): Promise<AfterSaleView> {
    await this.moving.complain(memberId, params.id, call, body)
    return this.show.ofMember(memberId, params.id)
  }
}
