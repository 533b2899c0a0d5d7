import { z } from 'zod'
import { endpoint } from '../endpoint.js'
import { adminOrderRow } from '../order/order.schema.js'
import { at, fen, idParams, picture, uuid } from '../primitives.schema.js'
import { insightRoutes } from './insight.routes.js'
import { orderAtQuery, orderAtView } from './order-at.schema.js'
import { TREND_DAYS } from './insight.terms.js'

const count = z.int().min(0)
/** Money by the time it was paid; refunds by the time they arrived, never taken off. Shop days are Asia/Shanghai. */
export const figures = z.object({
  paidFen: fen,
  orders: count,
  payers: count,
  averageFen: fen,
  refundedFen: fen,
})
export type Figures = z.infer<typeof figures>

/** What waits for somebody. `null` stands for what this operator may not see. */
export const todos = z.object({
  toShip: count.nullable(),
  oldestPaidAt: at.nullable(),
  shipOverdue: count.nullable(),
  closingSoon: count.nullable(),
  /** Paid orders that wait for one-time codes. */
  undelivered: count.nullable(),
  /** Parcels on the road that want somebody. */
  problemParcels: count.nullable(),
  /** Payments of which a wallet has not heard what it should have. */
  platformReports: count.nullable(),
  /** After-sales that wait for the shop, and the nearest deadline among them; then those for another operator's verdict. */
  afterSales: count.nullable(),
  afterSalesDueAt: at.nullable(),
  arbitrations: count.nullable(),
  /** Orders with a refund that does not get through by itself. */
  stuckRefunds: count.nullable(),
  reviewsWaiting: count.nullable(),
  reviewsAppealed: count.nullable(),
  /** Feedbacks that are owed an answer, and the nearest promise. */
  feedbacks: count.nullable(),
  feedbacksDueAt: at.nullable(),
  /** Invoices that can be issued now, and the nearest promise. */
  invoices: count.nullable(),
  invoicesDueAt: at.nullable(),
  closing: count.nullable(),
  unknownPayments: count.nullable(),
  incidents: count.nullable(),
  lowStock: count.nullable(),
  drafts: count.nullable(),
  /** Products whose day came and that could not come to the shelf. */
  shelfRefused: count.nullable(),
  permitsExpiring: count.nullable(),
})
export type Todos = z.infer<typeof todos>

export const workbench = z.object({
  asOf: at,
  todos,
  today: figures,
  /** The same hours of yesterday, so that a morning is not held against a whole day. */
  yesterday: figures,
  latest: z.array(adminOrderRow),
})
export type WorkbenchView = z.infer<typeof workbench>

export const trendQuery = z.strictObject({ days: z.enum(TREND_DAYS).optional() })
export type TrendQuery = z.infer<typeof trendQuery>
export const trend = z.object({
  asOf: at,
  points: z.array(z.object({ day: z.iso.date(), paidFen: fen, orders: count, refundedFen: fen })),
  paidFen: fen,
  orders: count,
  refundedFen: fen,
  /** The same number of days before, up to the same hour of their last day. */
  before: z.object({ paidFen: fen, orders: count }),
  bestSellers: z.array(
    z.object({ spuId: uuid, title: z.string(), picture: picture.nullable(), qty: count, paidFen: fen }),
  ),
})
export type TrendView = z.infer<typeof trend>

export const insightEndpoints = {
  workbench: endpoint(insightRoutes.workbench, { reply: workbench }),
  trend: endpoint(insightRoutes.trend, { query: trendQuery, reply: trend }),
  orderAt: endpoint(insightRoutes.orderAt, { params: idParams, query: orderAtQuery, reply: orderAtView }),
}
