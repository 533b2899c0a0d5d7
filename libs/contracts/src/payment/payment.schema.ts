import { z } from 'zod'
import { at, fen } from '../primitives.schema.js'
import { PAYMENT_CHANNELS, PAYMENT_STATES } from './payment.terms.js'

export const startPaymentBody = z.strictObject({ channel: z.enum(PAYMENT_CHANNELS) })
export type StartPaymentBody = z.infer<typeof startPaymentBody>
/** What the client needs to pay; `redirectUrl` is where an H5 page goes. */
export const payInstruction = z.object({
  attemptNo: z.string(),
  channel: z.enum(PAYMENT_CHANNELS),
  amountFen: fen,
  redirectUrl: z.string(),
  expiresAt: at,
})
export type PayInstruction = z.infer<typeof payInstruction>
export const paymentStatus = z.object({
  state: z.enum(PAYMENT_STATES),
  orderState: z.string(),
  amountFen: fen,
  paidAt: at.nullable(),
  dueAt: at.nullable(),
})
export type PaymentStatus = z.infer<typeof paymentStatus>
