import { Injectable } from '@nestjs/common'
import type { Fen } from '@jishi/kernel/money'
import type { Sql, Tx } from '../../infra/database/sql.js'
import { LedgerFacade } from '../ledger/index.js'
import type { LockedOrder } from './locked-order.js'
import { revenueLegs, type OrderRevenue } from './revenue-legs.js'
import { SupplementRevenue } from './supplement/supplement-revenue.js'

/** What was owed in goods becomes revenue: of everything that has not gone back before. */
@Injectable()
export class RecogniseRevenue {
  constructor(
    private readonly ledger: LedgerFacade,
    private readonly supplements: SupplementRevenue,
  ) {}

  /** Answers the goods paid that stayed. Once an order; the caller has just taken the step that ends its way. */
  async run(tx: Tx, order: Pick<LockedOrder, 'id' | 'memberId'>): Promise<Fen> {
    const amounts = await revenueOf(tx, order.id)
    const legs = revenueLegs(amounts)
    if (legs.some((leg) => leg.amountFen !== 0)) {
      await this.ledger.post(tx, { kind: 'order.received', reference: order.id, memberId: order.memberId, legs })
    }
    await this.supplements.recognise(tx, order)
    return amounts.goodsPaidFen
  }
}

/** What went back before the receipt was never sold: its shares are taken off, goods and freight each. */
const revenueOf = (sql: Sql, orderId: string): Promise<OrderRevenue> =>
  sql.one<OrderRevenue>(
    `select o.list_fen - b.sales as "listFen", o.unit_discount_fen as "unitDiscountFen", o.promotion_fen - b.promotion as "promotionFen",
            o.coupon_fen - b.coupon as "couponFen", o.points_fen - b.points as "pointsFen", o.adjust_fen as "adjustFen",
            o.goods_paid_fen - b.goods as "goodsPaidFen", o.freight_fen - b.freight as "freightFen"
       from orders o, (
         select coalesce(sum(l.sales_fen), 0)::bigint as sales, coalesce(sum(l.promotion_fen), 0)::bigint as promotion,
                coalesce(sum(l.coupon_fen), 0)::bigint as coupon, coalesce(sum(l.points_fen), 0)::bigint as points,
                coalesce(sum(l.amount_fen) filter (where l.kind = 'goods'), 0)::bigint as goods,
                coalesce(sum(l.amount_fen) filter (where l.kind = 'freight'), 0)::bigint as freight
           from order_refund_lines l join order_refunds r on r.id = l.refund_id and not r.received where l.order_id = $1
       ) b where o.id = $1`,
    [orderId],
  )
