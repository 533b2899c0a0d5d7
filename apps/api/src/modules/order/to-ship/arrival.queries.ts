import { Injectable } from '@nestjs/common'
import { MOST_ARRIVALS } from '@jishi/contracts/order/order.terms'
import type { Arrivals } from '@jishi/contracts/order/to-ship.schema'
import { isoOf, type Instant } from '@jishi/kernel/time'
import { Database } from '../../../infra/database/database.js'

/** What came in last. A supplement or a balance is money, but no new order. */
@Injectable()
export class ArrivalQueries {
  constructor(private readonly database: Database) {}

  /** Both halves end at their limit along their index; the second knows the orders that cost nothing and so have no paid term. */
  async newest(): Promise<Arrivals> {
    const rows = await this.database.rows<{ id: string; at: Instant }>(
      `select id, max(at) as at from (
         (select t.order_id as id, t.paid_at as at from order_terms t
           where t.state = 'paid' and t.kind in ('full', 'deposit') order by t.paid_at desc limit ${MOST_ARRIVALS})
         union all
         (select o.id, o.paid_at from orders o where o.state = 'paid' order by o.paid_at desc limit ${MOST_ARRIVALS})
       ) came group by id order by max(at) desc, id desc limit ${MOST_ARRIVALS}`,
    )
    return { items: rows.map(({ id, at }) => ({ id, paidAt: isoOf(at) })), nextCursor: null }
  }
}
