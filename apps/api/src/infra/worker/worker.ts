import { Inject, Injectable, Logger } from '@nestjs/common'
import type { BeforeApplicationShutdown } from '@nestjs/common'
import type { Job, Worker as QueueWorker } from 'bullmq'
import type { Config } from '../config/config.js'
import { CONFIG } from '../config/config.js'
import { DeliverEvent } from '../outbox/deliver-event.js'
import { RelayLoop } from '../outbox/relay-loop.js'
import type { QueueName } from '../queue/job-type.js'
import { QUEUE_NAMES } from '../queue/job-type.js'
import { Queues, REACTION_JOB } from '../queue/queues.js'
import { Heartbeat } from './heartbeat.js'
import { Reactions, type RunnableJob } from './reactions.js'
import { Sweeper } from './sweeper.js'

const RESTART_MS = 1_000

export interface WorkerOptions {
  /** Off in tests, which move the clock and call the sweeps themselves. */
  readonly sweeps?: boolean
}

/** Everything that happens without a request: the relay, the jobs, the sweeps and the heartbeat. */
@Injectable()
export class BackgroundWorker implements BeforeApplicationShutdown {
  private readonly workers = new Map<QueueName, QueueWorker>()
  private readonly restarts = new Set<NodeJS.Timeout>()
  private stopped = true
  private readonly log = new Logger('Worker')

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly queues: Queues,
    private readonly reactions: Reactions,
    private readonly deliver: DeliverEvent,
    private readonly relayLoop: RelayLoop,
    private readonly sweeper: Sweeper,
    private readonly heartbeat: Heartbeat,
  ) {}

  async start(options: WorkerOptions = {}): Promise<void> {
    this.stopped = false
    for (const name of QUEUE_NAMES) this.consume(name)
    this.relayLoop.start()
    if (options.sweeps !== false) this.sweeper.start()
    await this.heartbeat.start()
  }

  /** Lets running jobs finish; what they did not begin stays in the queue. */
  async stop(): Promise<void> {
    this.stopped = true
    for (const restart of this.restarts) clearTimeout(restart)
    this.restarts.clear()
    await this.heartbeat.stop()
    await Promise.all([this.relayLoop.stop(), this.sweeper.stop()])
    const closing = [...this.workers.values()].map((worker) => worker.close())
    this.workers.clear()
    await Promise.allSettled(closing)
    await this.queues.lanes.stop()
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.stop()
  }

  private consume(name: QueueName): void {
    const worker = this.queues.worker(name, (job) => this.run(job), this.config.queueConcurrency)
    worker.on('error', (error) => this.log.debug(`queue ${name}: ${error.message}`))
    worker.on('failed', (job, error) => {
      const last = job !== undefined && job.attemptsMade >= (job.opts.attempts ?? 1)
      const what =
        job?.name === REACTION_JOB ? String((job.data as { handler: string }).handler) : (job?.name ?? 'a job')
      this.log[last ? 'error' : 'warn'](`${what} failed (${job?.attemptsMade ?? 0}): ${error.message}`)
    })
    this.workers.set(name, worker)
    worker.run().then(
      () => this.consumeAgain(name, worker),
      (error: unknown) => {
        this.log.warn(`queue ${name}: ${(error as Error).message}`)
        this.consumeAgain(name, worker)
      },
    )
  }

  /** A worker whose first connection failed gives up for good; another one takes its place until we stop. */
  private consumeAgain(name: QueueName, given: QueueWorker): void {
    if (this.stopped || this.workers.get(name) !== given) return
    void given.close(true).catch(() => undefined)
    const restart = setTimeout(() => {
      this.restarts.delete(restart)
      if (!this.stopped) this.consume(name)
    }, RESTART_MS)
    this.restarts.add(restart)
  }

  private async run(job: Job): Promise<void> {
    if (job.name === REACTION_JOB) {
      const { eventId, handler } = job.data as { eventId: string; handler: string }
      await this.deliver.run(eventId, handler)
      return
    }
    const known = this.reactions.job(job.name)
    if (known === undefined) this.log.warn(`nobody answers to the job ${job.name} any more; it is let go`)
    else if (known.outside === undefined) await known.run(job.data as object)
    else this.goOutside(known.outside, known, job.data as object)
  }

  /** The job is done for its queue: a company that hangs must not hold a place there. */
  private goOutside(company: string, job: RunnableJob, payload: object): void {
    const work = (): Promise<unknown> =>
      job.run(payload).catch((error: unknown) => {
        this.log.error(`${job.name} failed: ${error instanceof Error ? error.message : String(error)}`)
      })
    if (!this.queues.lanes.take(company, work)) this.log.warn(`${job.name} let go, its sweep will find it`)
  }
}
