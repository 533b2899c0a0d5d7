import { Controller } from '@nestjs/common'
import type { InputOf } from '@jishi/contracts/endpoint'
import {
  storedValueEndpoints as endpoints,
  type RechargeOffers,
  type RechargeStatus,
  type StartedRecharge,
} from '@jishi/contracts/payment/stored-value.schema'
import type { MemberActor } from '../../../infra/auth/actor.js'
import { Idempotent, Input, Member, RequestOrigin, type Origin } from '../../../infra/http/parameters.js'
import { Serve } from '../../../infra/http/serve.js'
import type { IdempotentCall } from '../../../infra/idempotency/idempotency.js'
import { RechargeQueries } from './recharge.queries.js'
import { StartRecharge } from './start-recharge.js'

/** How money comes into a balance. */
@Controller()
export class RechargeShopController {
  constructor(
    private readonly recharges: RechargeQueries,
    private readonly starting: StartRecharge,
  ) {}

  @Serve(endpoints.offers)
  offers(
    @Member() { memberId }: MemberActor,
    @Input() { query }: InputOf<typeof endpoints.offers>,
  ): Promise<RechargeOffers> {
    return this.recharges.offers(memberId, query)
  }

  @Serve(endpoints.startRecharge)
  start(
    @Member() { memberId }: MemberActor,
    @Idempotent() call: IdempotentCall,
    @Input() { body }: InputOf<typeof endpoints.startRecharge>,
    @RequestOrigin() { ip }: Origin,
  ): Promise<StartedRecharge> {
    return this.starting.run({ memberId, clientIp: ip }, call, body)
  }

  @Serve(endpoints.payRecharge)
  pay(
    @Member() { memberId }: MemberActor,
    @Idempotent() call: IdempotentCall,
    @Input() { params, body }: InputOf<typeof endpoints.payRecharge>,
    @RequestOrigin() { ip }: Origin,
  ): Promise<StartedRecharge> {
    return this.starting.again({ memberId, clientIp: ip }, params.id, call, body)
  }

  @Serve(endpoints.recharge)
  status(
    @Member() { memberId }: MemberActor,
    @Input() { params }: InputOf<typeof endpoints.recharge>,
  ): Promise<RechargeStatus> {
    return this.recharges.status(memberId, params.id)
  }
}
