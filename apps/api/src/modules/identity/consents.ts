import { Inject, Injectable } from '@nestjs/common'
import { DomainError } from '@jishi/kernel/errors'
import { newId, type Id } from '@jishi/kernel/id'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import type { Tx } from '../../infra/database/sql.js'
import { SettingsFacade } from '../settings/index.js'

export type ConsentPurpose = 'sms' | 'sign_in' | 'membership' | 'phone'

export interface Consent {
  readonly version: string
  readonly purpose: ConsentPurpose
  /** Who agreed, as far as it is known then: a phone, a platform's code that is about to be used, a member. */
  readonly phoneIndex?: Buffer
  readonly codeIndex?: Buffer
  readonly memberId?: Id<'member'>
}

/** Who agreed to which version of the policies, for what, and when. Rows are only ever added. */
@Injectable()
export class Consents {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly settings: SettingsFacade,
  ) {}

  /** Throws CONSENT_REQUIRED unless the person agreed to the version that holds now. */
  async assertCurrent(consentVersion: string): Promise<void> {
    const { version } = await this.settings.get('policies')
    if (consentVersion !== version) throw new DomainError('CONSENT_REQUIRED', { version })
  }

  /** Written before the phone or the code is used; the same consent given again adds nothing. True when it was new. */
  async record(tx: Tx, consent: Consent): Promise<boolean> {
    const added = await tx.execute(
      `insert into consents (id, phone_bidx, code_bidx, member_id, policy_version, purpose, given_at)
       values ($1, $2, $3, $4, $5, $6, $7)
       on conflict do nothing`,
      [
        newId<'consent'>(this.clock),
        consent.phoneIndex ?? null,
        consent.codeIndex ?? null,
        consent.memberId ?? null,
        consent.version,
        consent.purpose,
        isoOf(this.clock.now()),
      ],
    )
    return added === 1
  }
}
