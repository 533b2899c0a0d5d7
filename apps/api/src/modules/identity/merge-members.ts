import { Inject, Injectable } from '@nestjs/common'
import { assert } from '@jishi/kernel/assert'
import { DomainError } from '@jishi/kernel/errors'
import { newId, type Id } from '@jishi/kernel/id'
import { isoOf, type Clock, type Instant } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import { json, type Tx } from '../../infra/database/sql.js'
import { Addresses } from './addresses.js'
import { isAsleep } from './domain/sleep.js'
import { MemberBelongings } from './member-belongings.js'
import { MemberHoldings } from './member-holdings.js'
import { Sessions } from './sessions.js'

interface Candidate {
  readonly id: Id<'member'>
  readonly state: 'active' | 'blocked'
  readonly mergedIntoId: Id<'member'> | null
  readonly phoneProvenAt: Instant | null
}

export interface Merge {
  readonly from: Id<'member'>
  readonly into: Id<'member'>
  /** What proved that both are one person. A phone changes hands, so it does not open an account that fell asleep. */
  readonly cause: 'phone' | 'identity'
}

/**
 * Makes two accounts one, where nothing can be lost by it. The row stays and points to the account it went into; what
 * is kept under its name stays under its name. Its sign-ins end; its addresses are copied as far as there is room,
 * and what other modules keep for it goes along (`MemberBelongings`).
 */
@Injectable()
export class MergeMembers {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly holdings: MemberHoldings,
    private readonly belongings: MemberBelongings,
    private readonly addresses: Addresses,
    private readonly sessions: Sessions,
  ) {}

  /** False where the account is not to be touched: it has something to lose, is blocked, or fell asleep under a phone. */
  async run(tx: Tx, merge: Merge): Promise<boolean> {
    const { from, into } = await this.locked(tx, merge)
    if (into.mergedIntoId !== null || into.state !== 'active') throw new DomainError('UNAUTHENTICATED')
    if (from.mergedIntoId === into.id) return true
    if (from.mergedIntoId !== null) return this.run(tx, { ...merge, from: from.mergedIntoId })
    if (from.state === 'blocked') return false
    if (merge.cause === 'phone' && this.asleep(from)) return false
    if (await this.holdings.any(tx, from.id)) return false
    await this.join(tx, merge)
    return true
  }

  private asleep({ phoneProvenAt }: Candidate): boolean {
    return phoneProvenAt !== null && isAsleep(phoneProvenAt, this.clock.now())
  }

  /**
   * Both rows, in the order of their ids. This waits for whoever is placing an order or opening a session for one of
   * them, because those hold the row too; whoever comes later finds it merged.
   */
  private async locked(tx: Tx, { from, into }: Merge): Promise<{ from: Candidate; into: Candidate }> {
    const rows = await tx.rows<Candidate>(
      `select id, state, merged_into_id as "mergedIntoId", phone_proven_at as "phoneProvenAt"
         from members where id = any($1::uuid[]) order by id for update`,
      [[from, into]],
    )
    const of = (id: Id<'member'>): Candidate => {
      const row = rows.find((candidate) => candidate.id === id)
      assert(row !== undefined, 'a member is never deleted')
      return row
    }
    return { from: of(from), into: of(into) }
  }

  private async join(tx: Tx, { from, into, cause }: Merge): Promise<void> {
    // Whoever had been merged into this one goes along, so that one step always leads to the account that is left.
    await tx.execute('update members set merged_into_id = $2 where id = $1 or merged_into_id = $1', [from, into])
    await this.sessions.revokeOthers(tx, from, null, 'merged')
    const copied = await this.addresses.copy(tx, from, into)
    const moved = await this.belongings.move(tx, { from, into })
    await tx.execute(
      `insert into merge_journal (id, from_member_id, into_member_id, cause, copied_addresses, moved, merged_at)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [newId<'merge'>(this.clock), from, into, cause, copied, json(moved), isoOf(this.clock.now())],
    )
  }
}
