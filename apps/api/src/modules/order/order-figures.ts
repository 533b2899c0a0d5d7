import { Injectable } from '@nestjs/common'
import type { Picture } from '@jishi/contracts/primitives.schema'
import { isoOf, type Instant } from '@jishi/kernel/time'
import type { Sql } from '../../infra/database/sql.js'
import { SHORT_OF_CODES } from './delivery/leave-by-itself.js'

export interface PaidFigures {
  readonly paidFen: number
  readonly orders: number
  readonly payers: number
}

export interface WaitingOrders {
  readonly toShip: number
  readonly oldestPaidAt: Instant | null
  readonly shipOverdue: number
  readonly closingSoon: number
  /** Paid, and short of the codes it was sold. */
  readonly undelivered: number
  readonly closing: number
}

export interface SoldProduct {
  readonly spuId: string
  readonly title: string
  readonly picture: Picture | null
  readonly qty: number
  readonly paidFen: number
}

/** Half open: from its beginning, before its end. */
export interface Span {
  readonly from: Instant
  readonly to: Instant
}

/** Beyond this a number is only "many"; the counts stop there along their indexes. */
const MOST_COUNTED = 10_000
const upTo = (from: string): string => `(select count(*) from (select 1 from ${from} limit ${MOST_COUNTED}) n)`

/** Sums over orders for those who run the shop: what was paid by the time it was paid, whatever became of it later. */
@Injectable()
export class OrderFigures {
  /** Paid figures of several spans in one statement, in the order asked for. */
  paid(sql: Sql, spans: readonly Span[]): Promise<PaidFigures[]> {
    return sql.rows<PaidFigures>(
      `select coalesce(sum(t.amount_fen), 0) as "paidFen", count(distinct t.order_id) as orders,
              count(distinct t.member_id) as payers
         from unnest($1::timestamptz[], $2::timestamptz[]) with ordinality as s (since, until, place)
         left join order_terms t on t.state = 'paid' and t.paid_at >= s.since and t.paid_at < s.until
        group by s.place order by s.place`,
      [spans.map(({ from }) => isoOf(from)), spans.map(({ to }) => isoOf(to))],
    )
  }

  waiting(sql: Sql, now: Instant, overdueBefore: Instant, closesBefore: Instant): Promise<WaitingOrders> {
    return sql.one<WaitingOrders>(
      `select ${upTo(`orders where state = 'paid'`)} as "toShip",
              (select min(paid_at) from orders where state = 'paid') as "oldestPaidAt",
              ${upTo(`orders where state = 'paid' and paid_at < $2`)} as "shipOverdue",
              ${upTo(`orders o join order_terms t on t.order_id = o.id and t.state = 'open'
                        where o.state = 'pending_payment' and t.due_at >= $1 and t.due_at < $3`)} as "closingSoon",
              ${upTo(`order_holds where key = $4 and released_at is null`)} as undelivered,
              ${upTo(`orders where state = 'closing'`)} as closing`,
      [isoOf(now), isoOf(overdueBefore), isoOf(closesBefore), SHORT_OF_CODES],
    )
  }

  /** What sold for most in a span, with the title and picture of its newest sale. */
  bestSellers(sql: Sql, { from, to }: Span, limit: number): Promise<SoldProduct[]> {
    return sql.rows<SoldProduct>(
      `with sold as (
         select l.spu_id, sum(l.qty) as qty, sum(l.payable_fen) as paid, max(l.id::text) as newest
           from (select distinct order_id from order_terms
                  where state = 'paid' and paid_at >= $1 and paid_at < $2) t
           join order_lines l on l.order_id = t.order_id and l.role = 'main'
          group by l.spu_id order by paid desc, l.spu_id limit $3)
       select s.spu_id as "spuId", l.snapshot ->> 'title' as title, l.snapshot -> 'picture' as picture, s.qty,
              s.paid as "paidFen"
         from sold s join order_lines l on l.id = s.newest::uuid order by s.paid desc, s.spu_id`,
      [isoOf(from), isoOf(to), limit],
    )
  }
}
