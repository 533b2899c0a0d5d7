import { Controller } from '@nestjs/common'
import type { InputOf } from '@jishi/contracts/endpoint'
import {
  friendPayEndpoints as endpoints,
  type FriendAsking,
  type FriendInstruction,
  type FriendPage,
  type FriendPayment,
} from '@jishi/contracts/order/friend-pay.schema'
import type { Page } from '@jishi/contracts/primitives.schema'
import type { MemberActor } from '../../../infra/auth/actor.js'
import { Idempotent, Input, Member, RequestOrigin, type Origin } from '../../../infra/http/parameters.js'
import { Serve } from '../../../infra/http/serve.js'
import type { IdempotentCall } from '../../../infra/idempotency/idempotency.js'
import { AskFriend } from './ask-friend.js'
import { PayForFriend } from './pay-for-friend.js'
import { ShowToFriend } from './show-to-friend.js'

@Controller()
export class FriendPayShopController {
  constructor(
    private readonly asking: AskFriend,
    private readonly paying: PayForFriend,
    private readonly shown: ShowToFriend,
  ) {}

  @Serve(endpoints.asking)
  link(
    @Member() { memberId }: MemberActor,
    @Input() { params }: InputOf<typeof endpoints.asking>,
  ): Promise<FriendAsking> {
    return this.asking.show(memberId, params.id)
  }

  @Serve(endpoints.ask)
  ask(
    @Member() { memberId }: MemberActor,
    @Input() { params, body }: InputOf<typeof endpoints.ask>,
  ): Promise<FriendAsking> {
    return this.asking.ask(memberId, params.id, body.wish ?? '')
  }

  @Serve(endpoints.withdraw)
  withdraw(
    @Member() { memberId }: MemberActor,
    @Input() { params }: InputOf<typeof endpoints.withdraw>,
  ): Promise<FriendAsking> {
    return this.asking.withdraw(memberId, params.id)
  }

  @Serve(endpoints.look)
  look(@Input() { body }: InputOf<typeof endpoints.look>): Promise<FriendPage> {
    return this.shown.look(body.token)
  }

  @Serve(endpoints.pay)
  pay(
    @Member() { memberId }: MemberActor,
    @Input() { body }: InputOf<typeof endpoints.pay>,
    @Idempotent() call: IdempotentCall,
    @RequestOrigin() origin: Origin,
  ): Promise<FriendInstruction> {
    return this.paying.run({ memberId, clientIp: origin.ip }, body, call)
  }

  @Serve(endpoints.payment)
  payment(
    @Member() { memberId }: MemberActor,
    @Input() { params }: InputOf<typeof endpoints.payment>,
  ): Promise<FriendPayment> {
    return this.shown.ofPayer(memberId, params.id)
  }

  @Serve(endpoints.payments)
  payments(
    @Member() { memberId }: MemberActor,
    @Input() { query }: InputOf<typeof endpoints.payments>,
  ): Promise<Page<FriendPayment>> {
    return this.shown.payments(memberId, query)
  }
}
