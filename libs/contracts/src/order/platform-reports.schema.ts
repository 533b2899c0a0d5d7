import { z } from 'zod'
import { endpoint } from '../endpoint.js'
import { at, idParams, page, pageQuery, uuid } from '../primitives.schema.js'
import { order } from './order.schema.js'
import { platformReportsRoutes } from './platform-reports.routes.js'
import { REPORT_PLATFORMS, REPORT_STATES } from './platform-reports.terms.js'

/** Ours are 20 characters; whatever else a bill holds finds nothing. */
export const paidOrderQuery = z.strictObject({ no: z.string().min(1).max(64) })
export type PaidOrderQuery = z.infer<typeof paidOrderQuery>
/** Null where no order of this member was paid under the number, whoever else's it may be. */
export const paidOrder = z.object({ orderId: uuid.nullable() })
export type PaidOrder = z.infer<typeof paidOrder>

/** Names the payment to the wallet; nothing of it is believed when it comes back. */
export const receiptComponent = z.object({
  merchantId: z.string(),
  attemptNo: z.string(),
  transactionId: z.string(),
})
export type ReceiptComponent = z.infer<typeof receiptComponent>
export const platformReceipt = z.object({ component: receiptComponent.nullable() })
export type PlatformReceipt = z.infer<typeof platformReceipt>

const reportShape = {
  id: uuid,
  attemptNo: z.string(),
  platform: z.enum(REPORT_PLATFORMS),
  state: z.enum(REPORT_STATES),
  /** Why it failed or was given up: the wallet's code, or a word of ours. */
  problem: z.string().nullable(),
  /** The wallet has not heard that everything left, and should have. */
  late: z.boolean(),
  paidAt: at,
  toldAt: at.nullable(),
  nextAt: at.nullable(),
}
export const platformReport = z.object(reportShape)
export type PlatformReport = z.infer<typeof platformReport>
export const orderReports = z.object({ items: z.array(platformReport) })
export type OrderReports = z.infer<typeof orderReports>
export const troubledReport = z.object({ ...reportShape, orderId: uuid, orderNo: z.string() })
export type TroubledReport = z.infer<typeof troubledReport>

export const platformReportsEndpoints = {
  paidOrder: endpoint(platformReportsRoutes.paidOrder, { query: paidOrderQuery, reply: paidOrder }),
  receipt: endpoint(platformReportsRoutes.receipt, { params: idParams, reply: platformReceipt }),
  confirmReceipt: endpoint(platformReportsRoutes.confirmReceipt, { params: idParams, reply: order }),
  adminReports: endpoint(platformReportsRoutes.adminReports, { params: idParams, reply: orderReports }),
  troubled: endpoint(platformReportsRoutes.troubled, { query: z.strictObject(pageQuery), reply: page(troubledReport) }),
  retry: endpoint(platformReportsRoutes.retry, { params: idParams, reply: orderReports }),
}
