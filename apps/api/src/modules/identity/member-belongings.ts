import { Injectable } from '@nestjs/common'
import type { Id } from '@jishi/kernel/id'
import type { Tx } from '../../infra/database/sql.js'

export interface Joined {
  readonly from: Id<'member'>
  readonly into: Id<'member'>
}

/** What went along, in numbers, for the journal. */
export type Moved = Readonly<Record<string, number>>
type Move = (tx: Tx, joined: Joined) => Promise<Moved>

/**
 * What goes along when two accounts become one, moved by the modules that keep it, in the merge's own Tx. What nobody could
 * take along without losing something is a holding instead (`MemberHoldings`) and forbids the merge.
 */
@Injectable()
export class MemberBelongings {
  private readonly kinds = new Map<string, Move>()

  register(kind: string, move: Move): void {
    this.kinds.set(kind, move)
  }

  async move(tx: Tx, joined: Joined): Promise<Record<string, Moved>> {
    const moved: Record<string, Moved> = {}
    for (const [kind, move] of this.kinds) moved[kind] = await move(tx, joined)
    return moved
  }
}
