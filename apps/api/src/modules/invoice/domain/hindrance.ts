import { INVOICE_ASK_DAYS, type InvoiceHindrance } from '@jishi/contracts/invoice/invoice.terms'
import { addDays, type Instant } from '@jishi/kernel/time'

export interface AskedOrder {
  readonly state: string
  readonly completedAt: Instant | null
  readonly leftFen: number
}

/** Why no invoice can be asked for this order now, null where one can. */
export const hindranceOf = (order: AskedOrder, lives: boolean, now: Instant): InvoiceHindrance | null => {
  if (order.state === 'refunded') return 'NOTHING_LEFT'
  if (!['paid', 'shipped', 'completed'].includes(order.state)) return 'NOT_PAID'
  if (order.leftFen <= 0) return 'NOTHING_LEFT'
  if (lives) return 'EXISTS'
  return order.completedAt !== null && addDays(order.completedAt, INVOICE_ASK_DAYS) <= now ? 'TOO_LATE' : null
}
