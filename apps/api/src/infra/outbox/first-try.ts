import { Injectable, Logger } from '@nestjs/common'
import type { ReactionJob } from '../queue/queues.js'
import { Queues } from '../queue/queues.js'
import { DeliverEvent } from './deliver-event.js'

/**
 * The first try of a delivery is made by the process that carried the event out of the outbox, without the queue; the queue
 * has the second and all that follow, and whatever this process has no hands for. What is lost with the program has no receipt and
 * is carried again (`Relay.redeliver`).
 */
@Injectable()
export class FirstTry {
  private open = false
  private readonly log = new Logger('FirstTry')

  constructor(
    private readonly queues: Queues,
    private readonly deliver: DeliverEvent,
  ) {}

  /** Whether this process delivers: one that only serves requests leaves it to those that work. */
  get delivers(): boolean {
    return this.open
  }

  start(): void {
    this.open = true
  }

  /** Finishes what it has taken. */
  async stop(): Promise<void> {
    this.open = false
    await this.queues.deliveries.finish()
  }

  /** Of events that are published by now. Never throws: what cannot be given to the queue either is found by its missing receipt. */
  async take(jobs: readonly ReactionJob[]): Promise<void> {
    const left = jobs.filter((job) => !this.queues.deliverHere(job.queue, () => this.tryOnce(job)))
    if (left.length > 0) await this.leaveToTheQueue(left)
  }

  private async tryOnce(job: ReactionJob): Promise<void> {
    try {
      await this.deliver.run(job.eventId, job.handler)
    } catch (error) {
      this.log.warn(`${job.handler} failed (first try): ${error instanceof Error ? error.message : String(error)}`)
      await this.leaveToTheQueue([job])
    }
  }

  private async leaveToTheQueue(jobs: readonly ReactionJob[]): Promise<void> {
    try {
      await this.queues.enqueueReactions(jobs)
    } catch (error) {
      this.log.warn(`not queued, delivered again later: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
}
