import { Inject, Injectable } from '@nestjs/common'
import type { OnModuleInit } from '@nestjs/common'
import { DiscoveryService, MetadataScanner } from '@nestjs/core'
import type { Instant } from '@jishi/kernel/time'
import type { Tx } from '../database/sql.js'
import type { DomainEvent, EventVersions } from '../outbox/event-map.js'
import { EVENT_VERSIONS } from '../outbox/event-map.js'
import type { JobType } from '../queue/job-type.js'
import type { OnOptions, SweepOptions } from './decorators.js'
import { JOB_METADATA, ON_METADATA, SWEEP_METADATA } from './decorators.js'

export interface Reaction extends OnOptions {
  run(tx: Tx, event: DomainEvent): Promise<void>
}

export interface RunnableJob extends JobType<object> {
  run(payload: object): Promise<unknown>
}

export interface RunnableSweep extends SweepOptions {
  run(now: Instant): Promise<number>
}

type Method = (...args: unknown[]) => Promise<unknown>

/** A method with something declared on it, bound to the provider it lives in. */
interface Declared {
  readonly method: Method
  readonly call: Method
}

/**
 * Finds every `@On`, `@Job` and `@Sweep` of the running program once, and refuses to start when one names an
 * event nobody declares or a name that is already taken.
 */
@Injectable()
export class Reactions implements OnModuleInit {
  private readonly byEvent = new Map<string, Reaction[]>()
  private readonly byHandler = new Map<string, Reaction>()
  private readonly jobs = new Map<string, RunnableJob>()
  private readonly sweepList = new Map<string, RunnableSweep>()

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    @Inject(EVENT_VERSIONS) private readonly versions: EventVersions,
  ) {}

  onModuleInit(): void {
    for (const declared of this.declaredMethods()) {
      for (const options of declarationsOf<OnOptions>(ON_METADATA, declared)) this.addReaction(options, declared)
      for (const type of declarationsOf<JobType<object>>(JOB_METADATA, declared)) this.addJob(type, declared)
      for (const options of declarationsOf<SweepOptions>(SWEEP_METADATA, declared)) this.addSweep(options, declared)
    }
  }

  of(event: string): readonly Reaction[] {
    return this.byEvent.get(event) ?? []
  }

  named(handler: string): Reaction | undefined {
    return this.byHandler.get(handler)
  }

  job(name: string): RunnableJob | undefined {
    return this.jobs.get(name)
  }

  all(): readonly Reaction[] {
    return [...this.byHandler.values()]
  }

  sweeps(): readonly RunnableSweep[] {
    return [...this.sweepList.values()]
  }

  private *declaredMethods(): Generator<Declared> {
    const seen = new Set<object>()
    for (const wrapper of [...this.discovery.getProviders(), ...this.discovery.getControllers()]) {
      const instance: unknown = wrapper.isDependencyTreeStatic() ? wrapper.instance : undefined
      if (typeof instance !== 'object' || instance === null || seen.has(instance)) continue
      seen.add(instance)
      const prototype = Object.getPrototypeOf(instance) as object | null
      if (prototype === null || prototype === Object.prototype) continue
      for (const name of this.scanner.getAllMethodNames(prototype)) {
        const method = (prototype as Record<string, Method>)[name]
        // The name is looked up at each call, so that a test can put a rival in front of a method.
        if (method) yield { method, call: (...args) => (instance as Record<string, Method>)[name]!(...args) }
      }
    }
  }

  private addReaction(options: OnOptions, { call }: Declared): void {
    if (this.versions[options.event] === undefined) {
      throw new Error(`handler ${options.handler} listens to ${options.event}, which is not listed in events/index.ts`)
    }
    refuseTaken(this.byHandler, options.handler, 'handler')
    const reaction: Reaction = { ...options, run: async (tx, event) => void (await call(tx, event)) }
    this.byHandler.set(options.handler, reaction)
    this.byEvent.set(options.event, [...this.of(options.event), reaction])
  }

  private addJob(type: JobType<object>, { call }: Declared): void {
    refuseTaken(this.jobs, type.name, 'job')
    this.jobs.set(type.name, { ...type, run: (payload) => call(payload) })
  }

  private addSweep(options: SweepOptions, { call }: Declared): void {
    refuseTaken(this.sweepList, options.name, 'sweep')
    this.sweepList.set(options.name, { ...options, run: async (now) => (await call(now)) as number })
  }
}

const declarationsOf = <T>(key: string, { method }: Declared): T[] => (Reflect.getOwnMetadata(key, method) ?? []) as T[]

const refuseTaken = (known: ReadonlyMap<string, unknown>, name: string, kind: string): void => {
  if (known.has(name)) throw new Error(`two methods claim the ${kind} name ${name}`)
}
