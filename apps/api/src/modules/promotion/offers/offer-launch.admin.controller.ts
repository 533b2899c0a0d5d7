import { Controller } from '@nestjs/common'
import type { InputOf } from '@jishi/contracts/endpoint'
import { offersEndpoints, type OfferView, type PreviewView } from '@jishi/contracts/promotion/offers.schema'
import type { OperatorActor } from '../../../infra/auth/actor.js'
import { Idempotent, Input, Operator } from '../../../infra/http/parameters.js'
import { Serve } from '../../../infra/http/serve.js'
import type { IdempotentCall } from '../../../infra/idempotency/idempotency.js'
import { ApproveOffer } from './approve-offer.js'
import { KeyedOffer } from './keyed-offer.js'
import { LaunchOffer } from './launch-offer.js'
import { OffersQueries } from './offers.queries.js'
import { PreviewOffer } from './preview-offer.js'

@Controller()
export class OfferLaunchAdminController {
  constructor(
    private readonly queries: OffersQueries,
    private readonly keyed: KeyedOffer,
    private readonly launching: LaunchOffer,
    private readonly approving: ApproveOffer,
    private readonly previewing: PreviewOffer,
  ) {}

  @Serve(offersEndpoints.launch)
  async launch(
    @Operator() operator: OperatorActor,
    @Input() { params, body }: InputOf<typeof offersEndpoints.launch>,
    @Idempotent() call: IdempotentCall,
  ): Promise<OfferView> {
    await this.keyed.once(call, (tx) => this.launching.run(tx, operator, params.id, body.version))
    return this.queries.one(params.id)
  }

  @Serve(offersEndpoints.preview)
  preview(@Input() { body }: InputOf<typeof offersEndpoints.preview>): Promise<PreviewView> {
    return this.previewing.run(body)
  }

  @Serve(offersEndpoints.approve)
  async approve(
    @Operator() operator: OperatorActor,
    @Input() { params, body }: InputOf<typeof offersEndpoints.approve>,
    @Idempotent() call: IdempotentCall,
  ): Promise<OfferView> {
    await this.keyed.once(call, (tx) => this.approving.run(tx, operator, params.id, body.version))
    return this.queries.one(params.id)
  }
}
