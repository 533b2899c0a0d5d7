import { Injectable, type OnModuleInit } from '@nestjs/common'
import { isUniqueViolation, LostRace } from '../../../infra/database/failures.js'
import type { Tx } from '../../../infra/database/sql.js'
import { MemberBelongings, type Joined, type Moved } from '../../identity/index.js'

/**
 * Coupons go along when two accounts become one, as many as one person may have: each keeps its days and counts for its new
 * owner, so that nobody claims twice by joining twice. The newest go first; those beyond the limit stay where they are, revoked.
 */
@Injectable()
export class CouponsAtMerge implements OnModuleInit {
  constructor(private readonly belongings: MemberBelongings) {}

  onModuleInit(): void {
    this.belongings.register('coupons', (tx, joined) => this.move(tx, joined))
  }

  /** No order holds any of them: whoever has ever ordered is not merged away. */
  private async move(tx: Tx, { from, into }: Joined): Promise<Moved> {
    try {
      const moved = await tx.execute(MOVE, [from, into])
      const over = await tx.execute(`update coupons set state = 'revoked' where member_id = $1 and state = 'held'`, [
        from,
      ])
      return { moved, over }
    } catch (error) {
      // Somebody claimed for the account that stays in the same instant: counted anew.
      if (isUniqueViolation(error, 'coupons_ordinal_once')) throw new LostRace(error)
      throw error
    }
  }
}

/** From the last number down, so that what stays keeps the numbers from one on. */
const MOVE = `
  with had as (
    select template_id, count(*) as n from coupons where member_id = $2 group by template_id
  ), going as (
    select c.id, coalesce(h.n, 0) + row_number() over (partition by c.template_id order by c.ordinal desc) as ordinal, t.per_member
      from coupons c join coupon_templates t on t.id = c.template_id left join had h on h.template_id = c.template_id
     where c.member_id = $1
  )
  update coupons c set member_id = $2, ordinal = g.ordinal from going g where g.id = c.id and g.ordinal <= g.per_member`
