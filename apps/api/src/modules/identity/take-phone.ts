import { Inject, Injectable } from '@nestjs/common'
import { DomainError } from '@jishi/kernel/errors'
import type { Id } from '@jishi/kernel/id'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import type { Tx } from '../../infra/database/sql.js'
import { Members, type KnownMember } from './members.js'
import { MergeMembers } from './merge-members.js'
import type { ProvenPhone } from './platforms/platforms.js'
import { Sessions } from './sessions.js'
import { takeTurns } from './turns.js'

/** Whose phone it is from now on. */
@Injectable()
export class TakePhone {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly members: Members,
    private readonly merging: MergeMembers,
    private readonly sessions: Sessions,
  ) {}

  /**
   * Gives a member a phone that was proven just now. Where another member has it, the two become one if the other has
   * nothing to lose and is awake; else nothing changes and the answer is false. A phone in place of an earlier one ends
   * the member's other sign-ins: whoever holds the earlier phone is out. Throws
   * PHONE_PROOF_INVALID for a used proof, FRESH_SIGN_IN_REQUIRED where one would take another's place long after a sign-in.
   */
  async run(tx: Tx, memberId: Id<'member'>, proven: ProvenPhone, keptFamilyId: string | null): Promise<boolean> {
    await takeTurns(tx, [this.members.phoneTurn(proven.phone)])
    await this.assertFresh(tx, proven)
    const owner = await this.members.ownerOfPhone(tx, proven.phone)
    if (owner === memberId) {
      if (proven.onceIndex === undefined) await this.members.phoneProven(tx, memberId, proven.phone)
      return true
    }
    if (owner !== undefined) {
      // A proof that names no moment may be years old and the phone another's since.
      if (proven.onceIndex !== undefined) return false
      if (!(await this.merging.run(tx, { from: owner, into: memberId, cause: 'phone' }))) return false
    }
    const { phoneMasked } = await this.members.view(tx, memberId)
    if (phoneMasked !== null && keptFamilyId !== null) await this.sessions.assertRecent(tx, keptFamilyId)
    await this.members.setPhone(tx, memberId, proven.phone)
    if (phoneMasked !== null) await this.sessions.revokeOthers(tx, memberId, keptFamilyId, 'rebound')
    return true
  }

  /** A phone shown on the way in is for whoever has none, and keeps awake whose it is; to change one is a step of its own. */
  async onTheWayIn(tx: Tx, member: KnownMember['view'], proven: ProvenPhone): Promise<boolean> {
    if (member.phoneMasked === null) return this.run(tx, member.id, proven, null)
    if (proven.onceIndex === undefined) await this.members.phoneProven(tx, member.id, proven.phone)
    return true
  }

  /** Where the platform lets a proof be shown again and again, the shop takes it once. */
  private async assertFresh(tx: Tx, { onceIndex }: ProvenPhone): Promise<void> {
    if (onceIndex === undefined) return
    const fresh = await tx.execute(
      'insert into phone_proofs (proof_bidx, used_at) values ($1, $2) on conflict do nothing',
      [onceIndex, isoOf(this.clock.now())],
    )
    if (fresh === 0) throw new DomainError('PHONE_PROOF_INVALID')
  }
}
