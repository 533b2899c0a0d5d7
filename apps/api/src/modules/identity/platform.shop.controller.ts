import { Controller } from '@nestjs/common'
import type { InputOf } from '@jishi/contracts/endpoint'
import { identityEndpoints, type MemberView, type WeixinOauth } from '@jishi/contracts/identity/identity.schema'
import { DomainError } from '@jishi/kernel/errors'
import { Input } from '../../infra/http/parameters.js'
import { Serve } from '../../infra/http/serve.js'
import { AskWeixin } from './ask-weixin.js'

/** Platform accounts and phones of members. */
@Controller()
export class PlatformShopController {
  constructor(private readonly askingWeixin: AskWeixin) {}

  @Serve(identityEndpoints.weixinOauth)
  weixinOauth(@Input() { query }: InputOf<typeof identityEndpoints.weixinOauth>): WeixinOauth {
    return this.askingWeixin.run(query)
  }

  @Serve(identityEndpoints.linkIdentity)
  linkIdentity(): Promise<MemberView> {
    throw new DomainError('SIGN_IN_METHOD_OFF')
  }

  @Serve(identityEndpoints.bindPhone)
  bindPhone(): Promise<MemberView> {
    throw new DomainError('SIGN_IN_METHOD_OFF')
  }
}
