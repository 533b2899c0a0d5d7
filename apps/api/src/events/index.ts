import type { EventVersions } from '../infra/outbox/event-map.js'

/**
 * The published language: every event of the shop with the version of its payload.
 * A noun's file (`order.events.ts`) declares its payloads and exports its versions; spread them here.
 */
export const EVENTS: EventVersions = {}
