import { z } from 'zod'
import { at } from '../primitives.schema.js'
import { ORDER_STATES, ORDER_STEPS } from './order.terms.js'

/** One step an order took, as its buyer and the shop read it. */
export const timelineEntry = z.object({
  step: z.enum(ORDER_STEPS),
  state: z.enum(ORDER_STATES),
  actor: z.enum(['member', 'operator', 'system', 'channel']),
  actorName: z.string().nullable(),
  note: z.string().nullable(),
  at,
})
export type TimelineEntry = z.infer<typeof timelineEntry>
