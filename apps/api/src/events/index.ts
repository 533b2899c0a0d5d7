import type { EventVersions } from '../infra/outbox/event-map.js'
import { CATALOG_EVENTS } from './catalog.events.js'
import { IDENTITY_EVENTS } from './identity.events.js'
import { inventoryEvents } from './inventory.events.js'
import { moderationEvents } from './moderation.events.js'
import { orderEvents } from './order.events.js'
import { paymentEvents } from './payment.events.js'
import { reviewEvents } from './review.events.js'

/**
 * The published language: every event of the shop with the version of its payload.
 * A noun's file (`order.events.ts`) declares its payloads and exports its versions; spread them here.
 */
export const EVENTS: EventVersions = {
  ...IDENTITY_EVENTS,
  ...CATALOG_EVENTS,
  ...inventoryEvents,
  ...moderationEvents,
  ...orderEvents,
  ...paymentEvents,
  ...reviewEvents,
}
