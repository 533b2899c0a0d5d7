import { Injectable } from '@nestjs/common'
import { addDays, isoOf, type Instant } from '@jishi/kernel/time'
import { Database } from '../../../infra/database/database.js'
import type { Holdings } from '../domain/hoarding.js'

/** Giving up at once is no harm to anybody; holding first and giving up later is. */
const LET_GO = `t.released in ('not_ordered', 'order_closed')
  or t.released = 'given_up' and t.released_at > t.taken_at + interval '2 minutes'`

export interface MemberHoldings extends Holdings {
  /** Units of the asked goods that the member holds or has bought. */
  readonly taken: number
}

/** What a member holds, has let go, and has of one of the goods, in one statement. */
@Injectable()
export class HoldingsQuery {
  constructor(private readonly database: Database) {}

  of(memberId: string, itemId: string | null, now: Instant): Promise<MemberHoldings> {
    return this.database.one<MemberHoldings>(
      `select coalesce(h.open, 0)::int as open, h.first_until as "firstUntil", coalesce(l.let_go, 0)::int as "letGo",
              l.last_at as "lastLetGoAt",
              coalesce((select s.qty from seckill_shares s where s.item_id = $2 and s.member_id = $1), 0) as taken
         from (select count(*) as open, min(t.hold_until) as first_until from seckill_takes t
                where t.member_id = $1 and t.state in ('won', 'ordered') and t.hold_until > $3) h,
              (select count(*) as let_go, max(t.released_at) as last_at from seckill_takes t
                where t.member_id = $1 and t.released_at > $4 and (${LET_GO})) l`,
      [memberId, itemId, isoOf(now), isoOf(addDays(now, -1))],
    )
  }
}
