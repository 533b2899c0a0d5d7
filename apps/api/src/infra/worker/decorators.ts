import 'reflect-metadata'
import type { Instant } from '@jishi/kernel/time'
import type { Tx } from '../database/sql.js'
import type { DomainEvent, EventMap, EventName } from '../outbox/event-map.js'
import type { JobType, QueueName } from '../queue/job-type.js'

export const ON_METADATA = 'jishi:on'
export const JOB_METADATA = 'jishi:job'
export const SWEEP_METADATA = 'jishi:sweep'

export interface OnOptions {
  readonly event: string
  /** Unique name of the reaction; it is the key of `handled_events`, so never rename one that has run. */
  readonly handler: string
  readonly queue: QueueName
  /** Whether it has anything to do with this payload; left out, it always has. */
  concerns?(payload: object): boolean
}

export interface SweepOptions {
  readonly name: string
  readonly everyMs: number
}

/** Only what is read of the descriptor, so that a method may take fewer arguments or promise more. */
interface MethodOf<Args extends unknown[], Result> {
  value?: (...args: Args) => Promise<Result>
}

const appended = (key: string, value: unknown, method: object): void => {
  const earlier = (Reflect.getOwnMetadata(key, method) ?? []) as unknown[]
  Reflect.defineMetadata(key, [...earlier, value], method)
}

const mark =
  <Args extends unknown[], Result>(key: string, value: unknown) =>
  (_target: object, _name: string | symbol, descriptor: MethodOf<Args, Result>): void => {
    if (descriptor.value) appended(key, value, descriptor.value)
  }

/**
 * A reaction to an event. Runs in the worker, in its own Tx in which its receipt is already written, so a
 * second delivery never reaches it. Throw to be tried again later; call nothing outside the database.
 *
 * `concerns` says by the payload alone, and for ever the same, whether there is anything to do: where there is not, the receipt is
 * written when the event leaves, and no job is made. A payload of an earlier version is asked about as well.
 */
export const On = <Name extends EventName>(
  event: Name,
  handler: string,
  { queue = 'default', concerns }: { queue?: QueueName; concerns?: (payload: EventMap[Name]) => boolean } = {},
) =>
  mark<[tx: Tx, event: DomainEvent<Name>], void>(ON_METADATA, {
    ...{ event, handler, queue },
    ...(concerns === undefined ? {} : { concerns: (payload) => concerns(payload as EventMap[Name]) }),
  } satisfies OnOptions)

/** Runs jobs of this type. At least once: the method looks at the state it finds, not at what it was promised. */
export const Job = <Payload extends object>(type: JobType<Payload>) =>
  mark<[payload: Payload], unknown>(JOB_METADATA, type)

/**
 * Periodic search for work that is due, by one worker at a time: the truth behind every delayed job.
 * Gets the business time; answers how many things it did, and is called again at once while that is not zero.
 */
export const Sweep = (name: string, everyMs: number) =>
  mark<[now: Instant], number>(SWEEP_METADATA, { name, everyMs } satisfies SweepOptions)
