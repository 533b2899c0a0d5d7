import { Injectable } from '@nestjs/common'
import type { SessionView, SignInBody } from '@jishi/contracts/identity/identity.schema'
import { DomainError } from '@jishi/kernel/errors'
import type { Id } from '@jishi/kernel/id'
import { Database } from '../../infra/database/database.js'
import type { Tx } from '../../infra/database/sql.js'
import { Consents } from './consents.js'
import type { PlatformPerson } from './identities.js'
import { LinkIdentity } from './link-identity.js'
import { Members } from './members.js'
import { sessionView } from './session-view.js'
import { Sessions } from './sessions.js'
import { SleepingAccounts } from './sleeping-accounts.js'
import { SmsCodes } from './sms-codes.js'
import { takeTurns } from './turns.js'

type Body = Extract<SignInBody, { method: 'sms' }>
type Refusal = 'SMS_CODE_WRONG' | 'MEMBER_BLOCKED' | 'ACCOUNT_ASLEEP'

/** Signs a shopper in with the code sent to their phone, and joins the platform's account they came with, if any. */
@Injectable()
export class SignInBySms {
  constructor(
    private readonly database: Database,
    private readonly consents: Consents,
    private readonly codes: SmsCodes,
    private readonly members: Members,
    private readonly sleeping: SleepingAccounts,
    private readonly linking: LinkIdentity,
    private readonly sessions: Sessions,
  ) {}

  /**
   * Throws SMS_CODE_WRONG (wrong, expired, used or tried too often: one answer for all), MEMBER_BLOCKED, ACCOUNT_ASLEEP,
   * and for the platform's account AUTH_CODE_INVALID, PLATFORM_UNAVAILABLE, SIGN_IN_METHOD_OFF: then the code from the
   * message has not been tried.
   */
  async run(body: Body): Promise<SessionView> {
    const person = body.identity && (await this.linking.prove(body.identity))
    // A refusal is an outcome and not an exception here: the used-up try must be committed with it.
    const outcome = await this.database.transaction((tx) => this.attempt(tx, body, person))
    if (typeof outcome === 'string') throw new DomainError(outcome)
    return outcome
  }

  private async attempt(tx: Tx, body: Body, person: PlatformPerson | undefined): Promise<SessionView | Refusal> {
    const code = await this.codes.tried(tx, body.phone, 'sign_in', body.code)
    if (code === undefined) return 'SMS_CODE_WRONG'
    if (person !== undefined) await takeTurns(tx, this.linking.turnsOf(person, body.phone))
    const known = await this.members.ofPhone(tx, body.phone)
    // Whoever is asked for a name brings it with the same code, which therefore stays good; the try is counted.
    const memberId = known.blocked ? known.view.id : await this.sleeping.entrant(tx, known, body)
    if (memberId === undefined) return 'ACCOUNT_ASLEEP'
    await this.codes.useUp(tx, code)
    return known.blocked ? 'MEMBER_BLOCKED' : this.enter(tx, body, memberId, person)
  }

  private async enter(
    tx: Tx,
    body: Body,
    memberId: Id<'member'>,
    person: PlatformPerson | undefined,
  ): Promise<SessionView> {
    const phoneIndex = this.members.phoneIndex(body.phone)
    await this.consents.record(tx, { phoneIndex, version: body.consentVersion, purpose: 'membership', memberId })
    await this.members.phoneProven(tx, memberId, body.phone)
    const linked = person === undefined || (await this.linking.link(tx, memberId, person))
    const pair = await this.sessions.start(tx, { memberId, device: body.device ?? '' })
    return sessionView(pair, await this.members.view(tx, memberId), linked ? [] : ['identity_taken'])
  }
}
