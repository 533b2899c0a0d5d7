import { Injectable } from '@nestjs/common'
import type { SessionView, SignInBody } from '@jishi/contracts/identity/identity.schema'
import { Consents } from './consents.js'
import { SignInByPlatform } from './sign-in-by-platform.js'
import { SignInBySms } from './sign-in-by-sms.js'

/** Signs a shopper in by whatever proves who they are; the first time, that makes them a member. */
@Injectable()
export class SignIn {
  constructor(
    private readonly consents: Consents,
    private readonly bySms: SignInBySms,
    private readonly byPlatform: SignInByPlatform,
  ) {}

  /** Throws CONSENT_REQUIRED, MEMBER_BLOCKED and what each way of signing in throws. */
  async run(body: SignInBody): Promise<SessionView> {
    await this.consents.assertCurrent(body.consentVersion)
    return body.method === 'sms' ? this.bySms.run(body) : this.byPlatform.run(body)
  }
}
