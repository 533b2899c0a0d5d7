import type { Instant } from '@jishi/kernel/time'

/**
 * Every domain event and its payload. Empty here: each file in `src/events` adds its own by declaration
 * merging (`declare module '../infra/outbox/event-map.js' { interface EventMap { … } }`), because the plumbing
 * knows no word of the shop. Payloads carry ids, amounts and numbers for people; never personal data.
 */
// The interface is filled by merging, so it has to be an interface and has to start empty.
export interface EventMap {}

export type EventName = keyof EventMap & string

export interface DomainEvent<Name extends EventName = EventName> {
  /** Stays the same over every delivery. */
  readonly id: string
  readonly name: Name
  readonly version: number
  readonly occurredAt: Instant
  readonly payload: EventMap[Name]
}

/** Version of each event's payload shape. */
export type EventVersions = Readonly<Record<string, number>>

/** Declares the events of one file with the versions of their payloads; the compiler knows the names. */
export const eventVersions = <const Versions extends Partial<Record<EventName, number>>>(
  versions: Versions,
): Versions => versions

/** Nest token of all event versions, given by `src/events`. */
export const EVENT_VERSIONS = Symbol('EventVersions')
