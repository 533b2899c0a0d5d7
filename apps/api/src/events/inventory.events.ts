import { eventVersions } from '../infra/outbox/event-map.js'

declare module '../infra/outbox/event-map.js' {
  interface EventMap {
    /** What can be bought of these SKUs at some place has become something or nothing; how much stands in the stock. */
    'stock.crossed': { readonly skuIds: readonly string[] }
  }
}

export const inventoryEvents = eventVersions({ 'stock.crossed': 1 })
