import { Injectable } from '@nestjs/common'
import type { BindPhoneBody, MemberView } from '@jishi/contracts/identity/identity.schema'
import { DomainError } from '@jishi/kernel/errors'
import type { MemberActor } from '../../infra/auth/actor.js'
import { Database } from '../../infra/database/database.js'
import { Idempotency, type IdempotentCall } from '../../infra/idempotency/idempotency.js'
import { Consents } from './consents.js'
import { provenUnlessDone } from './done-before.js'
import { Members } from './members.js'
import { Platforms, type ProvenPhone } from './platforms/platforms.js'
import { SmsCodes } from './sms-codes.js'
import { TakePhone } from './take-phone.js'

/** Gives the signed-in member a phone, or another in place of the one they had. */
@Injectable()
export class BindPhone {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly consents: Consents,
    private readonly codes: SmsCodes,
    private readonly platforms: Platforms,
    private readonly taking: TakePhone,
    private readonly members: Members,
  ) {}

  /**
   * Throws CONSENT_REQUIRED, SMS_CODE_WRONG, PHONE_PROOF_INVALID, PLATFORM_UNAVAILABLE, SIGN_IN_METHOD_OFF, and
   * PHONE_TAKEN where the phone is another account's that a phone alone does not open.
   */
  async run({ memberId, sessionId }: MemberActor, call: IdempotentCall, body: BindPhoneBody): Promise<MemberView> {
    await this.consents.assertCurrent(body.consentVersion)
    await this.database.transaction((tx) =>
      this.consents.record(tx, { memberId, version: body.consentVersion, purpose: 'phone' }),
    )
    const proven = await provenUnlessDone(this.database, this.idempotency, call, () => this.proven(body))
    if (proven === undefined) return this.members.view(this.database, memberId)
    return this.database.transaction(async (tx) => {
      await this.idempotency.run(tx, call, 'member', async () => {
        if (!(await this.taking.run(tx, memberId, proven, sessionId))) throw new DomainError('PHONE_TAKEN')
        return memberId
      })
      return this.members.view(tx, memberId)
    })
  }

  private async proven(body: BindPhoneBody): Promise<ProvenPhone> {
    if (body.method !== 'sms') return this.platforms.phone(body)
    const right = await this.database.transaction(async (tx) => {
      const code = await this.codes.tried(tx, body.phone, 'bind_phone', body.code)
      if (code !== undefined) await this.codes.useUp(tx, code)
      return code !== undefined
    })
    if (!right) throw new DomainError('SMS_CODE_WRONG')
    return { phone: body.phone }
  }
}
