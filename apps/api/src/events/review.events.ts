import { eventVersions } from '../infra/outbox/event-map.js'

declare module '../infra/outbox/event-map.js' {
  interface EventMap {
    /** What shoppers can read of a product's reviews has changed: one came, went, or was added to. */
    'review.changed': { readonly reviewId: string; readonly spuId: string }
  }
}

export const reviewEvents = eventVersions({ 'review.changed': 1 })
