import { Injectable } from '@nestjs/common'
import { PHONE_PATTERN } from '@jishi/contracts/identity/identity.terms'
import { DomainError } from '@jishi/kernel/errors'
import { z } from 'zod'
import type { PlatformPerson } from '../identities.js'
import { callPlatform } from './call-platform.js'
import { PlatformAccounts, type WeixinApp } from './platform-accounts.js'
import { WeixinAccessToken } from './weixin-access-token.js'
import { assertAccepted, refusal, weixinUrl } from './weixin-answers.js'

const id = z.string().min(1).max(128)
/** The session key that comes along opens what the client encrypts; we read nothing of that kind and keep no key. */
const personAnswer = z.object({ ...refusal, openid: id.optional(), unionid: id.optional() })
const phoneAnswer = z.object({
  ...refusal,
  phone_info: z
    .object({ purePhoneNumber: z.string(), countryCode: z.string(), watermark: z.object({ appid: z.string() }) })
    .optional(),
})

/** WeChat's mini program and official account: who somebody is, and their phone. */
@Injectable()
export class Weixin {
  constructor(
    private readonly accounts: PlatformAccounts,
    private readonly accessToken: WeixinAccessToken,
  ) {}

  /** Uses the code up. Throws AUTH_CODE_INVALID, PLATFORM_UNAVAILABLE, SIGN_IN_METHOD_OFF. */
  async person(provider: 'weixin' | 'weixin_oa', code: string): Promise<PlatformPerson> {
    const app = this.app(provider)
    const call = codeCall(app, provider, code)
    const answer = await callPlatform(call, personAnswer)
    assertAccepted(call.name, answer.errcode, 'AUTH_CODE_INVALID')
    if (answer.openid === undefined) throw new DomainError('AUTH_CODE_INVALID')
    return { provider, appId: app.appId, subject: answer.openid, unionId: answer.unionid }
  }

  /** The phone behind a phone button's code, which it uses up. Throws PHONE_PROOF_INVALID, PLATFORM_UNAVAILABLE. */
  async phone(code: string): Promise<string> {
    const app = this.app('weixin')
    const answer = await this.accessToken.asking(app, (token) =>
      callPlatform(
        {
          name: 'phone',
          url: weixinUrl(app.apiUrl, '/wxa/business/getuserphonenumber', { access_token: token }),
          body: { code },
        },
        phoneAnswer,
      ),
    )
    assertAccepted('phone', answer.errcode, 'PHONE_PROOF_INVALID')
    const phone = answer.phone_info
    // A phone proven to another app is proof of nothing here; one from abroad cannot be a member's.
    if (phone === undefined || phone.watermark.appid !== app.appId || phone.countryCode !== '86') {
      throw new DomainError('PHONE_PROOF_INVALID')
    }
    if (!PHONE_PATTERN.test(phone.purePhoneNumber)) throw new DomainError('PHONE_PROOF_INVALID')
    return phone.purePhoneNumber
  }

  private app(provider: 'weixin' | 'weixin_oa'): WeixinApp {
    const app = this.accounts.weixin(provider)
    if (app === undefined) throw new DomainError('SIGN_IN_METHOD_OFF')
    return app
  }
}

const codeCall = (app: WeixinApp, provider: 'weixin' | 'weixin_oa', code: string): { name: string; url: URL } => {
  const grant = { appid: app.appId, secret: app.secret, grant_type: 'authorization_code' }
  return provider === 'weixin'
    ? { name: 'code2session', url: weixinUrl(app.apiUrl, '/sns/jscode2session', { ...grant, js_code: code }) }
    : { name: 'oauth_token', url: weixinUrl(app.apiUrl, '/sns/oauth2/access_token', { ...grant, code }) }
}
