import { Controller } from '@nestjs/common'
import type { InputOf } from '@jishi/contracts/endpoint'
import { identityEndpoints, type MemberView, type WeixinOauth } from '@jishi/contracts/identity/identity.schema'
import type { MemberActor } from '../../infra/auth/actor.js'
import { Idempotent, Input, Member } from '../../infra/http/parameters.js'
import { Serve } from '../../infra/http/serve.js'
import type { IdempotentCall } from '../../infra/idempotency/idempotency.js'
import { AskWeixin } from './ask-weixin.js'
import { BindPhone } from './bind-phone.js'
import { LinkIdentity } from './link-identity.js'

/** Platform accounts and phones of members. */
@Controller()
export class PlatformShopController {
  constructor(
    private readonly askingWeixin: AskWeixin,
    private readonly linking: LinkIdentity,
    private readonly binding: BindPhone,
  ) {}

  @Serve(identityEndpoints.weixinOauth)
  weixinOauth(@Input() { query }: InputOf<typeof identityEndpoints.weixinOauth>): WeixinOauth {
    return this.askingWeixin.run(query)
  }

  @Serve(identityEndpoints.linkIdentity)
  linkIdentity(
    @Member() member: MemberActor,
    @Input() { body }: InputOf<typeof identityEndpoints.linkIdentity>,
    @Idempotent() call: IdempotentCall,
  ): Promise<MemberView> {
    return this.linking.run(member, call, body)
  }

  @Serve(identityEndpoints.bindPhone)
  bindPhone(
    @Member() member: MemberActor,
    @Input() { body }: InputOf<typeof identityEndpoints.bindPhone>,
    @Idempotent() call: IdempotentCall,
  ): Promise<MemberView> {
    return this.binding.run(member, call, body)
  }
}
