import { INVOICE_ASK_DAYS, type InvoiceHindrance } from '@jishi/contracts/invoice/invoice.terms'
import { addDays, type Instant } from '@jishi/kernel/time'

export interface AskedOrder {
  readonly state: string
  readonly receivedAt: Instant | null
  readonly leftFen: number
}

/** Why no invoice can be asked for this order now, null where one can. */
export const hindranceOf = (order: AskedOrder, lives: boolean, now: Instant): InvoiceHindrance | null => {
  if (!['paid', 'shipped', 'completed', 'refunded'].includes(order.state)) return 'NOT_PAID'
  if (order.leftFen <= 0) return 'NOTHING_LEFT'
  if (lives) return 'EXISTS'
  return order.receivedAt !== null && addDays(order.receivedAt, INVOICE_ASK_DAYS) <= now ? 'TOO_LATE' : null
}
