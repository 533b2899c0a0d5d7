import type { Instant } from '@jishi/kernel/time'
import type { Sql } from '../../infra/database/sql.js'

/** A coupon or promotion an order drew: when it was taken, when used, and when given back. */
export interface PastDraw {
  readonly kind: 'coupon' | 'offer'
  readonly id: string
  readonly name: string
  readonly amountFen: number | null
  readonly takenAt: Instant
  readonly usedAt: Instant | null
  readonly returnedAt: Instant | null
}

/** What an order drew of coupons and limited promotions, by the times each step was written with. */
export const drawsOf = (sql: Sql, orderId: string): Promise<PastDraw[]> =>
  sql.rows(
    `select * from (
       select 'coupon' as kind, u.coupon_id as id, t.name, u.amount_fen as "amountFen",
              u.locked_at as "takenAt", u.used_at as "usedAt", u.returned_at as "returnedAt"
         from coupon_uses u join coupon_templates t on t.id = u.template_id where u.order_id = $1
       union all
       select 'offer', u.offer_id, o.name, null, u.created_at,
              case when u.state = 'used' then u.settled_at end, case when u.state = 'released' then u.settled_at end
         from offer_usages u join offers o on o.id = u.offer_id where u.order_id = $1) d
      order by "takenAt", kind, id`,
    [orderId],
  )
