import { Injectable } from '@nestjs/common'
import type { SessionView, SignInBody } from '@jishi/contracts/identity/identity.schema'
import { hourMs } from '@jishi/kernel/time'
import { Database } from '../../infra/database/database.js'
import { Allowances } from './allowances.js'
import { Consents } from './consents.js'
import { networkOf } from '../../infra/limits/network.js'
import { Identities } from './identities.js'
import { Members } from './members.js'
import { SignInByPlatform } from './sign-in-by-platform.js'
import { SignInBySms } from './sign-in-by-sms.js'

/** Consents are kept for ever, so nobody may add to them without end; a big office's newcomers fit in. */
const newConsentsPerHour = 600

/** Signs a shopper in by whatever proves who they are; the first time, that makes them a member. */
@Injectable()
export class SignIn {
  constructor(
    private readonly database: Database,
    private readonly allowances: Allowances,
    private readonly consents: Consents,
    private readonly members: Members,
    private readonly identities: Identities,
    private readonly bySms: SignInBySms,
    private readonly byPlatform: SignInByPlatform,
  ) {}

  /** Throws CONSENT_REQUIRED, RATE_LIMITED, MEMBER_BLOCKED and what each way of signing in throws. */
  async run(body: SignInBody, ip: string): Promise<SessionView> {
    await this.consents.assertCurrent(body.consentVersion)
    await this.recordConsent(body, ip)
    return body.method === 'sms' ? this.bySms.run(body) : this.byPlatform.run(body)
  }

  /** Committed before the phone or the code is used for anything. */
  private async recordConsent(body: SignInBody, ip: string): Promise<void> {
    const by =
      body.method === 'sms'
        ? { phoneIndex: this.members.phoneIndex(body.phone) }
        : { codeIndex: this.identities.codeIndex(body.method, body.code) }
    await this.database.transaction(async (tx) => {
      if (!(await this.consents.record(tx, { ...by, version: body.consentVersion, purpose: 'sign_in' }))) return
      const network = networkOf(ip)
      await this.allowances.take(tx, [
        { scope: 'consent.network.hour', subject: network, limit: newConsentsPerHour, windowMs: hourMs },
      ])
    })
  }
}
