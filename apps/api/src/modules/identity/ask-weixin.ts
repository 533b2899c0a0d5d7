import { Inject, Injectable } from '@nestjs/common'
import type { WeixinOauth, WeixinOauthQuery } from '@jishi/contracts/identity/identity.schema'
import { DomainError } from '@jishi/kernel/errors'
import { CONFIG, type Config } from '../../infra/config/config.js'
import { PlatformAccounts } from './platforms/platform-accounts.js'

/**
 * Where WeChat's own browser asks who somebody is. It comes back to a page of this shop and to nowhere else: only a path
 * can be named, so nobody has a code sent to them.
 */
@Injectable()
export class AskWeixin {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly accounts: PlatformAccounts,
  ) {}

  /** Throws SIGN_IN_METHOD_OFF where the shop has no official account. */
  run({ returnPath, state }: WeixinOauthQuery): WeixinOauth {
    const app = this.accounts.weixin('weixin_oa')
    if (app === undefined) throw new DomainError('SIGN_IN_METHOD_OFF')
    const asked = new URLSearchParams({
      appid: app.appId,
      redirect_uri: `${this.config.publicBaseUrl}${returnPath}`,
      response_type: 'code',
      scope: 'snsapi_base',
      state,
    })
    return { url: `${app.oauthUrl.replace(/\/+$/, '')}/connect/oauth2/authorize?${asked.toString()}#wechat_redirect` }
  }
}
