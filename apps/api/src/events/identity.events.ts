import { eventVersions } from '../infra/outbox/event-map.js'

declare module '../infra/outbox/event-map.js' {
  interface EventMap {
    /** Somebody signed in for the first time. */
    'member.joined': { readonly memberId: string }
  }
}

export const IDENTITY_EVENTS = eventVersions({ 'member.joined': 1 })
