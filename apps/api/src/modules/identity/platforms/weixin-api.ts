import { Injectable } from '@nestjs/common'
import { DomainError } from '@jishi/kernel/errors'
import type { z } from 'zod'
import { callPlatform } from './call-platform.js'
import { PlatformAccounts } from './platform-accounts.js'
import { WeixinAccessToken } from './weixin-access-token.js'
import { weixinUrl } from './weixin-answers.js'

type Refusable = z.ZodType<{ errcode?: number | undefined }>

/** Calls WeChat's server in the name of the shop's mini program, for modules that have something to say there. */
@Injectable()
export class WeixinApi {
  constructor(
    private readonly accounts: PlatformAccounts,
    private readonly accessToken: WeixinAccessToken,
  ) {}

  /** Undefined for a shop without a mini program. */
  get appId(): string | undefined {
    return this.accounts.weixin('weixin')?.appId
  }

  /**
   * Posts to a path and answers what WeChat said, refusals included: who asks knows their numbers. A token that has run out is
   * replaced on the way. Throws PLATFORM_UNAVAILABLE when there is no answer, and whether the call took effect is not known.
   */
  ask<Schema extends Refusable>(path: string, body: object, schema: Schema): Promise<z.infer<Schema>> {
    const app = this.accounts.weixin('weixin')
    if (app === undefined) throw new DomainError('PLATFORM_UNAVAILABLE')
    const name = path.slice(path.lastIndexOf('/') + 1)
    return this.accessToken.asking(app, (token) =>
      callPlatform({ name, url: weixinUrl(app.apiUrl, path, { access_token: token }), body }, schema),
    )
  }
}
