import { Controller } from '@nestjs/common'
import type { InputOf } from '@jishi/contracts/endpoint'
import {
  payGiftsEndpoints,
  type GivenGift,
  type PayGiftFigures,
  type PayGiftView,
} from '@jishi/contracts/promotion/pay-gifts.schema'
import type { Page } from '@jishi/contracts/primitives.schema'
import { idOf } from '@jishi/kernel/id'
import type { OperatorActor } from '../../../infra/auth/actor.js'
import { Idempotent, Input, Operator, Spoken } from '../../../infra/http/parameters.js'
import type { Language } from '../../../infra/http/language.js'
import { Serve } from '../../../infra/http/serve.js'
import type { IdempotentCall } from '../../../infra/idempotency/idempotency.js'
import { GiftFiguresQuery } from './gift-figures.query.js'
import { GiftQueries } from './gifts.queries.js'
import { GivenGiftQueries } from './given-gifts.queries.js'
import { KeyedGift } from './keyed-gift.js'

@Controller()
export class PayGiftsAdminController {
  constructor(
    private readonly queries: GiftQueries,
    private readonly figuring: GiftFiguresQuery,
    private readonly givenGifts: GivenGiftQueries,
    private readonly keyed: KeyedGift,
  ) {}

  @Serve(payGiftsEndpoints.list)
  list(
    @Input() { query }: InputOf<typeof payGiftsEndpoints.list>,
    @Spoken() language: Language,
  ): Promise<Page<PayGiftView>> {
    return this.queries.list(query, language)
  }

  @Serve(payGiftsEndpoints.one)
  one(@Input() { params }: InputOf<typeof payGiftsEndpoints.one>, @Spoken() language: Language): Promise<PayGiftView> {
    return this.queries.one(params.id, language)
  }

  @Serve(payGiftsEndpoints.create)
  create(
    @Operator() operator: OperatorActor,
    @Input() { body }: InputOf<typeof payGiftsEndpoints.create>,
    @Idempotent() call: IdempotentCall,
    @Spoken() language: Language,
  ): Promise<PayGiftView> {
    return this.keyed.create(call, operator, body, language)
  }

  @Serve(payGiftsEndpoints.change)
  change(
    @Operator() operator: OperatorActor,
    @Input() { params, body }: InputOf<typeof payGiftsEndpoints.change>,
    @Idempotent() call: IdempotentCall,
    @Spoken() language: Language,
  ): Promise<PayGiftView> {
    return this.keyed.change(call, operator, idOf(params.id), body, language)
  }

  @Serve(payGiftsEndpoints.launch)
  launch(
    @Operator() operator: OperatorActor,
    @Input() { params, body }: InputOf<typeof payGiftsEndpoints.launch>,
    @Idempotent() call: IdempotentCall,
    @Spoken() language: Language,
  ): Promise<PayGiftView> {
    return this.keyed.turn(call, operator, { id: idOf(params.id), version: body.version, what: 'launch' }, language)
  }

  @Serve(payGiftsEndpoints.pause)
  pause(
    @Operator() operator: OperatorActor,
    @Input() { params, body }: InputOf<typeof payGiftsEndpoints.pause>,
    @Idempotent() call: IdempotentCall,
    @Spoken() language: Language,
  ): Promise<PayGiftView> {
    return this.keyed.turn(call, operator, { id: idOf(params.id), version: body.version, what: 'pause' }, language)
  }

  @Serve(payGiftsEndpoints.resume)
  resume(
    @Operator() operator: OperatorActor,
    @Input() { params, body }: InputOf<typeof payGiftsEndpoints.resume>,
    @Idempotent() call: IdempotentCall,
    @Spoken() language: Language,
  ): Promise<PayGiftView> {
    return this.keyed.turn(call, operator, { id: idOf(params.id), version: body.version, what: 'resume' }, language)
  }

  @Serve(payGiftsEndpoints.stop)
  stop(
    @Operator() operator: OperatorActor,
    @Input() { params, body }: InputOf<typeof payGiftsEndpoints.stop>,
    @Idempotent() call: IdempotentCall,
    @Spoken() language: Language,
  ): Promise<PayGiftView> {
    return this.keyed.turn(call, operator, { id: idOf(params.id), version: body.version, what: 'stop' }, language)
  }

  @Serve(payGiftsEndpoints.figures)
  figures(@Input() { params }: InputOf<typeof payGiftsEndpoints.figures>): Promise<PayGiftFigures> {
    return this.figuring.run(params.id)
  }

  @Serve(payGiftsEndpoints.given)
  given(@Input() { params, query }: InputOf<typeof payGiftsEndpoints.given>): Promise<Page<GivenGift>> {
    return this.givenGifts.ofGift(params.id, query)
  }
}
