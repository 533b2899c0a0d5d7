import { timingSafeEqual } from 'node:crypto'
import { Inject, Injectable } from '@nestjs/common'
import type { MemberView, SessionView, SignInBody } from '@jishi/contracts/identity/identity.schema'
import type { SmsPurpose } from '@jishi/contracts/identity/identity.terms'
import { DomainError } from '@jishi/kernel/errors'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import { Pii } from '../../infra/crypto/pii.js'
import { Database } from '../../infra/database/database.js'
import type { Tx } from '../../infra/database/sql.js'
import { Consents } from './consents.js'
import { maxTries } from './domain/sms-code.js'
import { Members } from './members.js'
import { codeHash } from './send-sms.js'
import { Sessions, type TokenPair } from './sessions.js'

type Refusal = 'SMS_CODE_WRONG' | 'MEMBER_BLOCKED'

/** Signs a shopper in with the code sent to their phone; the first time, that makes them a member. */
@Injectable()
export class SignIn {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly pii: Pii,
    private readonly consents: Consents,
    private readonly members: Members,
    private readonly sessions: Sessions,
  ) {}

  /** Throws CONSENT_REQUIRED, SMS_CODE_WRONG (wrong, expired, used or tried too often: one answer for all), MEMBER_BLOCKED. */
  async run(body: SignInBody): Promise<SessionView> {
    if (body.method !== 'sms') throw new DomainError('SIGN_IN_METHOD_OFF')
    await this.consents.assertCurrent(body.consentVersion)
    // A refusal is an outcome and not an exception here: the used-up try must be committed with it.
    const outcome = await this.database.transaction((tx) => this.attempt(tx, body))
    if (typeof outcome === 'string') throw new DomainError(outcome)
    return outcome
  }

  private async attempt(tx: Tx, body: Extract<SignInBody, { method: 'sms' }>): Promise<SessionView | Refusal> {
    const phoneIndex = this.members.phoneIndex(body.phone)
    const consent = { phoneIndex, version: body.consentVersion }
    await this.consents.record(tx, { ...consent, purpose: 'sign_in' })
    if (!(await this.redeem(tx, phoneIndex, 'sign_in', body.code))) return 'SMS_CODE_WRONG'
    const { view, blocked } = await this.members.ofPhone(tx, body.phone)
    if (blocked) return 'MEMBER_BLOCKED'
    await this.consents.record(tx, { ...consent, purpose: 'membership', memberId: view.id })
    const pair = await this.sessions.start(tx, { memberId: view.id, device: body.device ?? '' })
    return sessionView(pair, view)
  }

  /** Counts a try on the newest code of this phone and purpose, and uses the code up when it is the right one. */
  private async redeem(tx: Tx, phoneIndex: Buffer, purpose: SmsPurpose, code: string): Promise<boolean> {
    const now = isoOf(this.clock.now())
    const tried = await tx.maybe<{ id: string; codeHash: Buffer }>(
      `update sms_codes set tries = tries + 1
        where id = (select id from sms_codes where phone_bidx = $1 and purpose = $2 order by created_at desc, id desc limit 1)
          and tries < $3 and used_at is null and expires_at > $4
       returning id, code_hash as "codeHash"`,
      [phoneIndex, purpose, maxTries, now],
    )
    if (tried === undefined || !timingSafeEqual(tried.codeHash, codeHash(this.pii, tried.id, code))) return false
    return (
      (await tx.execute('update sms_codes set used_at = $2 where id = $1 and used_at is null', [tried.id, now])) === 1
    )
  }
}

export const sessionView = (pair: TokenPair, member: MemberView): SessionView => ({
  accessToken: pair.accessToken,
  accessExpiresAt: isoOf(pair.accessExpiresAt),
  refreshToken: pair.refreshToken,
  refreshExpiresAt: isoOf(pair.refreshExpiresAt),
  member,
  notices: [],
})
