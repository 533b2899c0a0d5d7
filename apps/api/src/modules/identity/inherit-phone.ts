import { Inject, Injectable } from '@nestjs/common'
import { newId, type Id } from '@jishi/kernel/id'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import type { Tx } from '../../infra/database/sql.js'
import { Identities } from './identities.js'
import { Members } from './members.js'
import { Sessions } from './sessions.js'

/** What becomes of an account asleep with nothing in it, to which somebody came by its phone alone. */
@Injectable()
export class InheritPhone {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly identities: Identities,
    private readonly members: Members,
    private readonly sessions: Sessions,
  ) {}

  /**
   * Whom they enter as. Where a platform's account still leads to it, its first owner may come back that way: then only
   * the number changes hands and whoever has it now begins anew. Else it is theirs, and nobody else is left in it.
   */
  async run(tx: Tx, memberId: Id<'member'>, phone: string): Promise<Id<'member'>> {
    if (!(await this.identities.any(tx, memberId))) {
      await this.sessions.revokeOthers(tx, memberId, null, 'rebound')
      return memberId
    }
    await this.members.givePhoneUp(tx, memberId, phone)
    const { view } = await this.members.ofPhone(tx, phone)
    await tx.execute(
      `insert into phone_journal (id, phone_bidx, from_member_id, into_member_id, moved_at) values ($1, $2, $3, $4, $5)`,
      [newId<'phoneMove'>(this.clock), this.members.phoneIndex(phone), memberId, view.id, isoOf(this.clock.now())],
    )
    return view.id
  }
}
