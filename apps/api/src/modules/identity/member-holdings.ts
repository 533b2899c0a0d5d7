import { Injectable } from '@nestjs/common'
import type { Id } from '@jishi/kernel/id'
import type { Sql } from '../../infra/database/sql.js'

/** Whether a member has something of one kind that another person must not come by. */
export type HoldingsOf = (reader: Sql, memberId: Id<'member'>) => Promise<boolean>

/**
 * What a member could lose, asked of the modules that keep it: they know members, and people know nothing of orders
 * or money. Each names itself once when the shop starts.
 */
@Injectable()
export class MemberHoldings {
  private readonly kinds = new Map<string, HoldingsOf>()

  register(kind: string, holdings: HoldingsOf): void {
    this.kinds.set(kind, holdings)
  }

  async any(reader: Sql, memberId: Id<'member'>): Promise<boolean> {
    for (const holdings of this.kinds.values()) if (await holdings(reader, memberId)) return true
    return false
  }
}
