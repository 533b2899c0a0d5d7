import type { Sql } from '../../../infra/database/sql.js'
import type { LineStanding } from '../domain/refund-shares.js'
import type { BackOfSupplement, SupplementStanding } from '../domain/supplement-shares.js'

export interface GoodsOfLine extends LineStanding {
  readonly skuId: string
  readonly spuId: string
  readonly exchangedQty: number
  readonly noReasonConfirmed: boolean
  /** It travels in a parcel. */
  readonly parcel: boolean
}

/** Frozen amounts of an order's lines and what has become of their pieces, in their canonical order. */
export const lineStandings = (sql: Sql, orderId: string): Promise<GoodsOfLine[]> =>
  sql.rows(
    `select id, sku_id as "skuId", spu_id as "spuId", qty, gift_of_line_id as "giftOfLineId",
            coalesce(gift_value_fen, 0) as "giftValueFen", promotion_fen as "promotionFen", coupon_fen as "couponFen",
            points_fen as "pointsFen", goods_paid_fen as "goodsPaidFen", freight_fen as "freightFen",
            shipped_qty as "shippedQty", cancelled_qty as "cancelledQty", returned_qty as "returnedQty", kept_qty as "keptQty",
            exchanged_qty as "exchangedQty", refunded_fen as "refundedFen", freight_refunded_fen as "freightRefundedFen",
            no_reason_confirmed_at is not null as "noReasonConfirmed", delivery_code = 'express' as parcel
       from order_lines where order_id = $1 order by position`,
    [orderId],
  )

/** What is left of a supplement that was paid for dearer goods. */
export const goodsSupplement = (sql: Sql, orderId: string, termId: string): Promise<BackOfSupplement[]> =>
  sql.rows(
    `select s.term_id as "termId", t.amount_fen - s.refunded_fen as "amountFen"
       from order_supplements s join order_terms t on t.id = s.term_id
      where s.order_id = $1 and s.term_id = $2 and s.purpose = 'exchange' and t.state = 'paid'`,
    [orderId, termId],
  )

/** What was paid beside the order for a dearer way, the newest first: it goes back as freight does. */
export const waySupplements = (sql: Sql, orderId: string): Promise<SupplementStanding[]> =>
  sql.rows(
    `select s.term_id as "termId", t.amount_fen as "amountFen", s.refunded_fen as "refundedFen"
       from order_supplements s join order_terms t on t.id = s.term_id
      where s.order_id = $1 and s.purpose = 'address' and t.state = 'paid' order by t.seq desc`,
    [orderId],
  )
