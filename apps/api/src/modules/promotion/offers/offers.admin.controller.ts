import { Controller } from '@nestjs/common'
import type { Saved } from '@jishi/contracts/catalog/catalog-editing.schema'
import type { InputOf } from '@jishi/contracts/endpoint'
import { offersEndpoints, type CalendarView, type OfferView } from '@jishi/contracts/promotion/offers.schema'
import type { Done, Page } from '@jishi/contracts/primitives.schema'
import type { OperatorActor } from '../../../infra/auth/actor.js'
import { Idempotent, Input, Operator } from '../../../infra/http/parameters.js'
import { Serve } from '../../../infra/http/serve.js'
import type { IdempotentCall } from '../../../infra/idempotency/idempotency.js'
import { ChangeOffer } from './change-offer.js'
import { DiscardOffer } from './discard-offer.js'
import { DraftOffer } from './draft-offer.js'
import { KeyedOffer } from './keyed-offer.js'
import { OffersQueries } from './offers.queries.js'
import { StopOffer } from './stop-offer.js'

@Controller()
export class OffersAdminController {
  constructor(
    private readonly queries: OffersQueries,
    private readonly keyed: KeyedOffer,
    private readonly drafting: DraftOffer,
    private readonly changing: ChangeOffer,
    private readonly stopping: StopOffer,
    private readonly discarding: DiscardOffer,
  ) {}

  @Serve(offersEndpoints.list)
  list(@Input() { query }: InputOf<typeof offersEndpoints.list>): Promise<Page<OfferView>> {
    return this.queries.page(query)
  }

  @Serve(offersEndpoints.calendar)
  calendar(@Input() { query }: InputOf<typeof offersEndpoints.calendar>): Promise<CalendarView> {
    return this.queries.calendar(query)
  }

  @Serve(offersEndpoints.one)
  one(@Input() { params }: InputOf<typeof offersEndpoints.one>): Promise<OfferView> {
    return this.queries.one(params.id)
  }

  @Serve(offersEndpoints.add)
  add(
    @Operator() operator: OperatorActor,
    @Input() { body }: InputOf<typeof offersEndpoints.add>,
    @Idempotent() call: IdempotentCall,
  ): Promise<Saved> {
    return this.keyed.run(call, (tx) => this.drafting.run(tx, operator, body))
  }

  @Serve(offersEndpoints.change)
  change(
    @Operator() operator: OperatorActor,
    @Input() { params, body }: InputOf<typeof offersEndpoints.change>,
    @Idempotent() call: IdempotentCall,
  ): Promise<Saved> {
    return this.keyed.run(call, (tx) => this.changing.run(tx, operator, params.id, body))
  }

  @Serve(offersEndpoints.clone)
  clone(
    @Operator() operator: OperatorActor,
    @Input() { params }: InputOf<typeof offersEndpoints.clone>,
    @Idempotent() call: IdempotentCall,
  ): Promise<Saved> {
    return this.keyed.run(call, (tx) => this.drafting.copy(tx, operator, params.id))
  }

  @Serve(offersEndpoints.stop)
  stop(
    @Operator() operator: OperatorActor,
    @Input() { params }: InputOf<typeof offersEndpoints.stop>,
    @Idempotent() call: IdempotentCall,
  ): Promise<Saved> {
    return this.keyed.run(call, (tx) => this.stopping.run(tx, operator, params.id))
  }

  @Serve(offersEndpoints.discard)
  async discard(
    @Operator() operator: OperatorActor,
    @Input() { params }: InputOf<typeof offersEndpoints.discard>,
    @Idempotent() call: IdempotentCall,
  ): Promise<Done> {
    await this.keyed.once(call, (tx) => this.discarding.run(tx, operator, params.id))
    return { ok: true }
  }
}
