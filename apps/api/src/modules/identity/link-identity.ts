import { Injectable } from '@nestjs/common'
import type { IdentityProof, MemberView } from '@jishi/contracts/identity/identity.schema'
import { DomainError } from '@jishi/kernel/errors'
import type { Id } from '@jishi/kernel/id'
import type { MemberActor } from '../../infra/auth/actor.js'
import { Database } from '../../infra/database/database.js'
import type { Tx } from '../../infra/database/sql.js'
import { Idempotency, type IdempotentCall } from '../../infra/idempotency/idempotency.js'
import { provenUnlessDone } from './done-before.js'
import { Identities, type PlatformPerson } from './identities.js'
import { Members } from './members.js'
import { MergeMembers } from './merge-members.js'
import { Platforms } from './platforms/platforms.js'
import { Sessions } from './sessions.js'
import { takeTurns } from './turns.js'

/** Joins a platform's account to a member. */
@Injectable()
export class LinkIdentity {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly platforms: Platforms,
    private readonly identities: Identities,
    private readonly members: Members,
    private readonly merging: MergeMembers,
    private readonly sessions: Sessions,
  ) {}

  /** Throws AUTH_CODE_INVALID, PLATFORM_UNAVAILABLE, SIGN_IN_METHOD_OFF, IDENTITY_TAKEN, FRESH_SIGN_IN_REQUIRED. */
  async run({ memberId, sessionId }: MemberActor, call: IdempotentCall, proof: IdentityProof): Promise<MemberView> {
    const person = await provenUnlessDone(this.database, this.idempotency, call, () => this.prove(proof))
    if (person === undefined) return this.members.view(this.database, memberId)
    return this.database.transaction(async (tx) => {
      await this.idempotency.run(tx, call, 'member', async () => {
        await takeTurns(tx, this.identities.turnsOf(person))
        // Another way in stays for ever, so a token alone, perhaps a stolen one, does not add it.
        if ((await this.identities.ownerOf(tx, person)) !== memberId) await this.sessions.assertRecent(tx, sessionId)
        if (!(await this.link(tx, memberId, person))) throw new DomainError('IDENTITY_TAKEN')
        return memberId
      })
      return this.members.view(tx, memberId)
    })
  }

  /** Asks the platform who it is. Throws AUTH_CODE_INVALID, PLATFORM_UNAVAILABLE, SIGN_IN_METHOD_OFF. */
  prove(proof: IdentityProof): Promise<PlatformPerson> {
    return this.platforms.person(proof)
  }

  /** What to take turns on before this person is joined to the member of a phone. */
  turnsOf(person: PlatformPerson, phone: string): Buffer[] {
    return [...this.identities.turnsOf(person), this.members.phoneTurn(phone)]
  }

  /**
   * The account becomes this member's. Where it is another's who has nothing to lose, the two are one person and become
   * one member; where the other has something to lose, nothing changes and the answer is false. The caller took turns.
   */
  async link(tx: Tx, memberId: Id<'member'>, person: PlatformPerson): Promise<boolean> {
    const owner = await this.identities.ownerOf(tx, person)
    if (owner !== undefined && owner !== memberId) {
      if (!(await this.merging.run(tx, { from: owner, into: memberId, cause: 'identity' }))) return false
    }
    await this.identities.attach(tx, memberId, person)
    return true
  }
}
