import { jobType } from '../../infra/queue/job-type.js'

/** Comes when the time to pay of some orders is over, and has each closed by a job of its own. */
export const CLOSINGS_DUE = jobType<Record<string, never>>('order.closings-due', { queue: 'order' })
/** Closes an order whose time to pay is over; the sweep over `order_terms.due_at` is the truth behind it. */
export const CLOSE_DUE = jobType<{ orderId: string }>('order.close-due', { queue: 'order' })

/** Comes when a supplement is due; the sweep over the same terms is the truth behind it. */
export const DROP_SUPPLEMENT = jobType<{ termId: string }>('order.drop-supplement', { queue: 'order' })
/** Comes when whoever an after-sale waits for has had their time; the sweep over `after_sales.deadline_at` is the truth behind it. */
export const AFTER_SALE_DUE = jobType<{ afterSaleId: string }>('order.after-sale-due', { queue: 'order' })
