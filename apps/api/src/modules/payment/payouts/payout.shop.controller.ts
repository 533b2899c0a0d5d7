import { Controller } from '@nestjs/common'
import type { InputOf } from '@jishi/contracts/endpoint'
import { payoutEndpoints, type OwnPayout } from '@jishi/contracts/payment/payout.schema'
import type { MemberActor } from '../../../infra/auth/actor.js'
import { Input, Member } from '../../../infra/http/parameters.js'
import { Serve } from '../../../infra/http/serve.js'
import { Payouts } from './payouts.queries.js'

@Controller()
export class PayoutShopController {
  constructor(private readonly payouts: Payouts) {}

  @Serve(payoutEndpoints.mine)
  mine(@Member() member: MemberActor, @Input() { params }: InputOf<typeof payoutEndpoints.mine>): Promise<OwnPayout> {
    return this.payouts.mine(member.memberId, params.id)
  }
}
