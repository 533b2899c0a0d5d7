import { Injectable } from '@nestjs/common'
import type { OrderState } from '@jishi/contracts/order/order.terms'
import { DomainError } from '@jishi/kernel/errors'
import { sumFen, type Fen } from '@jishi/kernel/money'
import type { Instant } from '@jishi/kernel/time'
import type { Sql, Tx } from '../../infra/database/sql.js'
import { keptLines, type KeptLine, type StandingLine } from './domain/kept-lines.js'

/** What an invoice may be made out for, and whether its time has come. */
export interface InvoicedOrder {
  readonly id: string
  readonly orderNo: string
  readonly memberId: string
  readonly state: OrderState
  /**
   * When it was received, or came to its end without: what is left of a refunded order was earned by then. Null while goods are
   * on their way.
   */
  readonly receivedAt: Instant | null
  /** Paid through a channel and not given back. */
  readonly leftFen: Fen
}

export interface KeptGoods {
  readonly lines: KeptLine[]
  /** With what was paid later for a dearer way. */
  readonly freightFen: Fen
  readonly exchangeFen: Fen
}

const LEFT = `
  select o.id, o.order_no as "orderNo", o.member_id as "memberId", o.state,
         coalesce(o.completed_at, (select e.happened_at from order_events e
            where e.order_id = o.id and e.to_state = 'refunded' and e.from_state <> 'refunded')) as "receivedAt",
         (select coalesce(sum(t.amount_fen), 0)::bigint from order_terms t where t.order_id = o.id and t.state = 'paid')
           - o.refunded_fen as "leftFen"
    from orders o`

const STANDING = `
  select l.snapshot ->> 'title' as title, l.snapshot ->> 'skuLabel' as "skuLabel",
         l.qty - l.cancelled_qty - l.returned_qty as qty,
         l.goods_paid_fen - (l.refunded_fen - l.freight_refunded_fen) as "amountFen",
         l.freight_fen - l.freight_refunded_fen as "freightFen",
         (select coalesce(jsonb_agg(jsonb_build_object('skuLabel', a.wanted ->> 'skuLabel', 'qty', a.qty)
                                    order by e.resent_at, a.after_sale_id), '[]')
            from after_sale_exchanges e join after_sale_lines a on a.after_sale_id = e.after_sale_id
           where e.order_id = l.order_id and e.resent_at is not null and e.lost_at is null and a.line_id = l.id and a.wanted_sku_id is not null
         ) as exchanged
    from order_lines l where l.order_id = $1 order by l.position`

const SUPPLEMENTS = `
  select coalesce(sum(t.amount_fen - s.refunded_fen) filter (where s.purpose = 'address'), 0)::bigint as "wayFen",
         coalesce(sum(t.amount_fen - s.refunded_fen) filter (where s.purpose = 'exchange'), 0)::bigint as "exchangeFen"
    from order_supplements s join order_terms t on t.id = s.term_id and t.state = 'paid' where s.order_id = $1`

/** What modules above may know of an order to invoice it. */
@Injectable()
export class InvoicedOrders {
  /**
   * Takes the order's row, as giving back does, so that an invoice and a refund come one after the other; the amount is read
   * after that. With a member it must be theirs. Throws NOT_FOUND.
   */
  async lock(tx: Tx, orderId: string, memberId?: string): Promise<InvoicedOrder> {
    const held = await tx.execute(
      'select 1 from orders where id = $1 and ($2::uuid is null or member_id = $2) for update',
      [orderId, memberId ?? null],
    )
    if (held === 0) throw new DomainError('NOT_FOUND')
    return tx.one<InvoicedOrder>(`${LEFT} where o.id = $1`, [orderId])
  }

  /** The same without holding it: what it is now. Throws NOT_FOUND. */
  async of(reader: Sql, orderId: string, memberId?: string): Promise<InvoicedOrder> {
    const found = await reader.maybe<InvoicedOrder>(
      `${LEFT} where o.id = $1 and ($2::uuid is null or o.member_id = $2)`,
      [orderId, memberId ?? null],
    )
    if (found === undefined) throw new DomainError('NOT_FOUND')
    return found
  }

  /**
   * What its buyer has kept, by the SKU they have now, with what is left of the freight and of what was paid for dearer goods in
   * exchanges. Of an order that is paid all of it together is what is left.
   */
  async kept(reader: Sql, orderId: string): Promise<KeptGoods> {
    const rows = await reader.rows<StandingLine & { freightFen: Fen }>(STANDING, [orderId])
    const beside = await reader.one<{ wayFen: Fen; exchangeFen: Fen }>(SUPPLEMENTS, [orderId])
    return {
      lines: keptLines(rows.map(({ freightFen: _freightFen, ...line }) => line)),
      freightFen: sumFen([...rows.map(({ freightFen }) => freightFen), beside.wayFen]),
      exchangeFen: beside.exchangeFen,
    }
  }
}
