import { z } from 'zod'
import { uuid } from '../primitives.schema.js'
import { MAX_REVEALED_AT_ONCE } from './order.terms.js'

/** The whole of a receiver, for operators and audited: where lists and details show masks. */
export const receiversBody = z.strictObject({ ids: z.array(uuid).min(1).max(MAX_REVEALED_AT_ONCE) })
export type ReceiversBody = z.infer<typeof receiversBody>
export const wholeReceiver = z.object({
  name: z.string(),
  phone: z.string(),
  region: z.string(),
  detail: z.string(),
  courierLine: z.string(),
})
export type WholeReceiver = z.infer<typeof wholeReceiver>
/** Several of them, in the order asked for. */
export const receiverLines = z.object({
  items: z.array(wholeReceiver.extend({ id: uuid, orderNo: z.string() })),
})
export type ReceiverLines = z.infer<typeof receiverLines>
