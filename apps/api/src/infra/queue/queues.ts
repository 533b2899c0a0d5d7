import { Inject, Injectable, Logger } from '@nestjs/common'
import type { OnApplicationShutdown } from '@nestjs/common'
import type { Clock, Instant } from '@jishi/kernel/time'
import type { JobsOptions, Processor, Queue, Worker } from 'bullmq'
import { CLOCK } from '../clock/clock.js'
import type { Config } from '../config/config.js'
import { CONFIG } from '../config/config.js'
import type { Tx } from '../database/sql.js'
import type { JobType, QueueName } from './job-type.js'
import { QUEUE_NAMES } from './job-type.js'
import type { QueueBackend, QueueKind } from './queue-backend.js'
import { Bells } from './bells.js'
import { Lanes } from './lanes.js'
import { queueBackend } from './queue-backend.js'

export const REACTION_JOB = 'reaction'
const REACTION_ATTEMPTS = 5
const BACKOFF = { type: 'exponential', delay: 400, jitter: 0.5 } as const
/** A retry that comes due within this time counts as work still under way. */
const SOON_MS = 5_000
/** Delayed jobs that are looked at for one count. */
const LOOKED_AT = 200

/** A queue that is away must not hold up a request that has already committed, nor the end of the program. */
const PATIENCE_MS = 2_000

/** Delivery of one event to one handler. */
export interface ReactionJob {
  readonly eventId: string
  readonly handler: string
  readonly queue: QueueName
}

export interface QueueDepth {
  readonly name: QueueName
  readonly waiting: number
  readonly active: number
  readonly delayed: number
}

/** Deliveries that may wait for one that runs here; what comes beyond them is shared with other processes by the queue. */
const WAITING_FOR_EACH = 4

/** Finished and failed jobs leave nothing behind: what must be remembered is in our own tables. */
const KEEP_NOTHING = { removeOnComplete: true, removeOnFail: true } as const

/**
 * The fast path for work that follows. Nothing here is a promise: a job can be lost with the whole queue, and
 * the outbox or a sweep will find its work again. So call `…After(tx, …)`, and never let a failure here fail the caller.
 */
@Injectable()
export class Queues implements OnApplicationShutdown {
  /** Where jobs go on that ask outside. */
  readonly lanes: Lanes
  /** Where this process gives events to their handlers as soon as they have left the outbox. */
  readonly deliveries: Lanes
  private readonly backend: QueueBackend
  private readonly queues = new Map<QueueName, Queue>()
  private readonly bells = new Bells()
  private readonly onTheirWay = new Set<Promise<void>>()
  private handedOver = 0
  private readonly log = new Logger('Queues')

  constructor(
    @Inject(CONFIG) config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.backend = queueBackend(config)
    this.lanes = new Lanes(config.queueConcurrency)
    this.deliveries = new Lanes(config.queueConcurrency, config.queueConcurrency * WAITING_FOR_EACH)
  }

  get kind(): QueueKind {
    return this.backend.kind
  }

  /** Jobs ever given to be queued, from the moment they are given: where it stands still, nothing has come in between. */
  get given(): number {
    return this.handedOver
  }

  prepare(): Promise<void> {
    return this.backend.prepare()
  }

  /** As soon as a worker is free, once this Tx has committed. */
  enqueueAfter<Payload extends object>(tx: Tx, type: JobType<Payload>, payload: Payload): void {
    tx.afterCommit(() => this.meanwhile(this.enqueue(type, payload)))
  }

  /** At the given business time, once this Tx has committed. The sweep that looks for the same work is the truth. */
  scheduleAfter<Payload extends object>(tx: Tx, type: JobType<Payload>, payload: Payload, at: Instant): void {
    tx.afterCommit(() => this.meanwhile(this.schedule(type, payload, at)))
  }

  /**
   * Has a search for work made at the end of the second of the given business time, once this Tx has committed: one job for all
   * that is due in it, where a job each would find most of it done. The sweep that looks for the same work is the truth.
   */
  ringAfter(tx: Tx, type: JobType<Record<string, never>>, at: Instant): void {
    tx.afterCommit(() => {
      const delay = this.bells.ring(type.name, at - this.clock.now())
      if (delay !== undefined) this.meanwhile(this.add(type, {}, { delay: Math.ceil(delay) }))
    })
  }

  async enqueue<Payload extends object>(type: JobType<Payload>, payload: Payload): Promise<void> {
    await this.add(type, payload, {})
  }

  /** The same for many, in one message. */
  async enqueueEach<Payload extends object>(type: JobType<Payload>, payloads: readonly Payload[]): Promise<void> {
    if (payloads.length === 0) return
    this.handedOver += payloads.length
    const opts = { ...KEEP_NOTHING, attempts: type.attempts, backoff: BACKOFF }
    const entries = payloads.map((data) => ({ name: type.name, data, opts }))
    try {
      await this.ask(type.queue, PATIENCE_MS * 2, (queue) => queue.addBulk(entries))
    } catch (error) {
      this.log.warn(`${type.name} not queued, its sweep will find it: ${(error as Error).message}`)
    }
  }

  async schedule<Payload extends object>(type: JobType<Payload>, payload: Payload, at: Instant): Promise<void> {
    await this.add(type, payload, { delay: Math.max(0, at - this.clock.now()) })
  }

  /** As `enqueueReactions`, but tried here and now: false where too much waits here already. The work keeps its own failures. */
  deliverHere(name: QueueName, work: () => Promise<void>): boolean {
    this.handedOver += 1
    return this.deliveries.take(name, work)
  }

  /** Used by the relay, which has to know whether the queue took the jobs: throws when it did not. */
  async enqueueReactions(jobs: readonly ReactionJob[]): Promise<void> {
    this.handedOver += jobs.length
    for (const name of QUEUE_NAMES) {
      const mine = jobs.filter((job) => job.queue === name)
      if (mine.length === 0) continue
      const entries = mine.map(({ eventId, handler }) => ({
        name: REACTION_JOB,
        data: { eventId, handler },
        opts: { ...KEEP_NOTHING, jobId: `${eventId}.${handler}`, attempts: REACTION_ATTEMPTS, backoff: BACKOFF },
      }))
      await this.ask(name, PATIENCE_MS * 2, (queue) => queue.addBulk(entries))
    }
  }

  worker(name: QueueName, processor: Processor, concurrency: number): Worker {
    return this.backend.worker(name, processor, concurrency)
  }

  async depths(): Promise<QueueDepth[]> {
    return Promise.all(
      QUEUE_NAMES.map(async (name) => {
        const counts = await this.ask(name, PATIENCE_MS, (queue) =>
          queue.getJobCounts('wait', 'prioritized', 'active', 'delayed'),
        )
        const waiting = (counts['wait'] ?? 0) + (counts['prioritized'] ?? 0)
        return { name, waiting, active: counts['active'] ?? 0, delayed: counts['delayed'] ?? 0 }
      }),
    )
  }

  /**
   * Jobs that run now or within seconds; what waits for a later time is not counted. Never fewer than there are: the
   * queues are read one after the other, so a job that moves meanwhile may be counted twice, but is not missed.
   */
  async backlog(): Promise<number> {
    const [given, onTheirWay] = [this.given, this.onTheirWay.size]
    const depths = await this.depths()
    const soon = await Promise.all(depths.filter((depth) => depth.delayed > 0).map((depth) => this.dueSoon(depth)))
    const jobs = [...depths.map((depth) => depth.waiting + depth.active), ...soon].reduce((sum, n) => sum + n, 0)
    return (
      jobs +
      this.lanes.pending +
      this.deliveries.pending +
      Math.max(onTheirWay, this.onTheirWay.size) +
      (this.given - given)
    )
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.allSettled(this.onTheirWay)
    await Promise.allSettled([...this.queues.values()].map((queue) => within(PATIENCE_MS, queue.close())))
    await this.backend.close()
  }

  /** The answer to a request does not wait for a job it only hopes for. */
  private meanwhile(adding: Promise<void>): void {
    this.onTheirWay.add(adding)
    void adding.finally(() => this.onTheirWay.delete(adding))
  }

  private async dueSoon({ name, delayed }: QueueDepth): Promise<number> {
    const jobs = await this.ask(name, PATIENCE_MS, (queue) => queue.getDelayed(0, LOOKED_AT - 1))
    const begunSince = Math.max(0, Math.min(delayed, LOOKED_AT) - jobs.length)
    return jobs.filter((job) => job.attemptsMade > 0 && job.delay <= SOON_MS).length + begunSince
  }

  private async add(type: JobType<object>, payload: object, options: JobsOptions): Promise<void> {
    this.handedOver += 1
    try {
      const settings = { ...KEEP_NOTHING, attempts: type.attempts, backoff: BACKOFF, ...options }
      await this.ask(type.queue, PATIENCE_MS, (queue) => queue.add(type.name, payload, settings))
    } catch (error) {
      this.log.warn(`${type.name} not queued, its sweep will find it: ${(error as Error).message}`)
    }
  }

  /**
   * One bounded question to a queue. A queue whose first connection failed stays broken for ever in the library, so
   * after any failure the next question is put to a new one.
   */
  private async ask<Answer>(name: QueueName, ms: number, question: (queue: Queue) => Promise<Answer>): Promise<Answer> {
    const queue = this.queueOf(name)
    try {
      return await within(ms, question(queue))
    } catch (error) {
      if (this.queues.get(name) === queue) this.queues.delete(name)
      void within(PATIENCE_MS, queue.close()).catch(() => undefined)
      throw error
    }
  }

  private queueOf(name: QueueName): Queue {
    const known = this.queues.get(name)
    if (known !== undefined) return known
    const queue = this.backend.queue(name)
    queue.on('error', (error) => this.log.debug(`queue ${name}: ${error.message}`))
    this.queues.set(name, queue)
    return queue
  }
}

const within = async <Result>(ms: number, work: Promise<Result>): Promise<Result> => {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`the queue did not answer within ${ms} ms`)), ms)
  })
  try {
    return await Promise.race([work, limit])
  } finally {
    clearTimeout(timer)
    // Whoever comes too late fails on its own.
    work.catch(() => undefined)
  }
}
