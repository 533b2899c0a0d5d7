import { Injectable } from '@nestjs/common'
import type { OrderState } from '@jishi/contracts/order/order.terms'
import { DomainError } from '@jishi/kernel/errors'
import type { Fen } from '@jishi/kernel/money'
import type { Instant } from '@jishi/kernel/time'
import type { Sql, Tx } from '../../infra/database/sql.js'

/** What an invoice may be made out for, and whether its time has come. */
export interface InvoicedOrder {
  readonly id: string
  readonly orderNo: string
  readonly memberId: string
  readonly state: OrderState
  readonly completedAt: Instant | null
  /** Paid through a channel and not given back. */
  readonly leftFen: Fen
}

export interface KeptLine {
  readonly title: string
  readonly skuLabel: string
  readonly qty: number
  readonly amountFen: number
}

const LEFT = `
  select o.id, o.order_no as "orderNo", o.member_id as "memberId", o.state, o.completed_at as "completedAt",
         (select coalesce(sum(t.amount_fen), 0)::bigint from order_terms t where t.order_id = o.id and t.state = 'paid')
           - o.refunded_fen as "leftFen"
    from orders o`

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

  /** What its buyer has kept, each line with what is left of its goods' price, and what is left of the freight. */
  async kept(reader: Sql, orderId: string): Promise<{ lines: KeptLine[]; freightFen: number }> {
    const rows = await reader.rows<KeptLine & { freightFen: number }>(
      `select snapshot ->> 'title' as title, snapshot ->> 'skuLabel' as "skuLabel",
              qty - cancelled_qty - returned_qty as qty,
              goods_paid_fen - (refunded_fen - freight_refunded_fen) as "amountFen",
              freight_fen - freight_refunded_fen as "freightFen"
         from order_lines where order_id = $1 order by position`,
      [orderId],
    )
    return {
      lines: rows
        .filter(({ qty, amountFen }) => qty > 0 || amountFen > 0)
        .map(({ title, skuLabel, qty, amountFen }) => ({ title, skuLabel, qty, amountFen })),
      freightFen: rows.reduce((sum, row) => sum + row.freightFen, 0),
    }
  }
}
