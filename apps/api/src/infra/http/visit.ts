import type { Platform } from '@jishi/contracts/order/order.terms'
import type { Language } from './language.js'

/** What a request says of whoever makes it: the platform in its header, and the language of its answer. */
export interface Visit {
  readonly channel: Platform | null
  readonly language: Language
}
