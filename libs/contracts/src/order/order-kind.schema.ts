import { z } from 'zod'
import { KIND_CODE_PATTERN, MAX_KIND_REF } from './order-kind.terms.js'

/** Asks for an order of a kind of its own. */
export const kindAsked = z.strictObject({
  code: z.string().regex(KIND_CODE_PATTERN),
  ref: z.string().min(1).max(MAX_KIND_REF),
})
export type KindAsked = z.infer<typeof kindAsked>

/** What kind of order it is: its code, what it belongs to (the activity), and what that is called. */
export const kindView = z.object({
  code: z.string().regex(KIND_CODE_PATTERN),
  ref: z.string().nullable(),
  title: z.string().nullable(),
})
export type KindView = z.infer<typeof kindView>
