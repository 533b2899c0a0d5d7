import { Inject, Injectable } from '@nestjs/common'
import type { WeixinOauth, WeixinOauthQuery } from '@jishi/contracts/identity/identity.schema'
import { DomainError } from '@jishi/kernel/errors'
import { CONFIG, type Config } from '../../infra/config/config.js'
import { PlatformAccounts } from './platforms/platform-accounts.js'

/** The storefront's page that takes the code from its address and signs in with it. */
const SIGN_IN_PAGE = '/pkg-member/sign-in/sign-in'

/**
 * Where WeChat's own browser asks who somebody is. Only the shop's sign-in page is ever named as the place to come
 * back to, and the way on from there is a path of the shop: nobody can have the code sent elsewhere.
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
    const back = new URL(`${this.config.publicBaseUrl}${SIGN_IN_PAGE}`)
    back.searchParams.set('returnPath', returnPath)
    const asked = new URLSearchParams({
      appid: app.appId,
      redirect_uri: back.href,
      response_type: 'code',
      scope: 'snsapi_base',
      state,
    })
    return { url: `${app.oauthUrl.replace(/\/+$/, '')}/connect/oauth2/authorize?${asked.toString()}#wechat_redirect` }
  }
}
