import { Inject, Injectable } from '@nestjs/common'
import { secondMs, type Clock, type Instant } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'
import type { Tx } from '../../../infra/database/sql.js'
import type { DomainEvent } from '../../../infra/outbox/event-map.js'
import { jobType } from '../../../infra/queue/job-type.js'
import { Queues } from '../../../infra/queue/queues.js'
import { Job, On, Sweep } from '../../../infra/worker/decorators.js'
import { PLATFORM_DESKS, isReported, type PlatformDesk } from './platform-desk.js'
import { PlatformReportsStore } from './platform-reports.store.js'
import { TellPlatform } from './tell-platform.js'

const TELL = jobType<{ termId: string }>('order.tell-platform', { queue: 'order', outside: 'wallets' })
const BATCH = 50
const EVERY_MS = 30 * secondMs

interface OrderOf {
  readonly orderId: string
}

/**
 * Has the wallets told of what becomes of the orders that were paid inside them. Events only say that there is something to look
 * at; what is told is read from the order then, so an event that comes twice, late or in another order changes nothing.
 */
@Injectable()
export class TellPlatforms {
  constructor(
    private readonly database: Database,
    private readonly queues: Queues,
    private readonly store: PlatformReportsStore,
    private readonly telling: TellPlatform,
    @Inject(PLATFORM_DESKS) private readonly desks: readonly PlatformDesk[],
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @On('payment.succeeded', 'order.report-payment', {
    concerns: ({ subject, channel }) => subject.kind === 'order_term' && isReported(channel),
  })
  async paid(tx: Tx, { payload }: DomainEvent<'payment.succeeded'>): Promise<void> {
    const desk = this.desks.find(({ channel }) => channel === payload.channel)
    if (desk === undefined) return
    const { attemptNo, paidAt, subject } = payload
    const of = { termId: subject.id, platform: desk.platform, attemptNo, paidAt }
    if (await this.store.open(tx, of)) this.queues.scheduleAfter(tx, TELL, { termId: subject.id }, this.clock.now())
  }

  @On('order.parcel-shipped', 'order.report-parcel')
  parcelShipped(tx: Tx, { payload }: DomainEvent<'order.parcel-shipped'>): Promise<void> {
    return this.lookAgain(tx, payload)
  }

  @On('order.parcel-corrected', 'order.report-correction')
  parcelCorrected(tx: Tx, { payload }: DomainEvent<'order.parcel-corrected'>): Promise<void> {
    return this.lookAgain(tx, payload)
  }

  /** The last parcel has left, or what needs none was handed over. */
  @On('order.shipped', 'order.report-shipped')
  shipped(tx: Tx, { payload }: DomainEvent<'order.shipped'>): Promise<void> {
    return this.lookAgain(tx, payload)
  }

  /** Of what had not left, which may be the rest of it. */
  @On('order.gave_back', 'order.report-given-back')
  gaveBack(tx: Tx, { payload }: DomainEvent<'order.gave_back'>): Promise<void> {
    return this.lookAgain(tx, payload)
  }

  @On('order.completed', 'order.report-completed')
  completed(tx: Tx, { payload }: DomainEvent<'order.completed'>): Promise<void> {
    return this.lookAgain(tx, payload)
  }

  @On('order.refunded', 'order.report-refunded')
  refunded(tx: Tx, { payload }: DomainEvent<'order.refunded'>): Promise<void> {
    return this.lookAgain(tx, payload)
  }

  @Job(TELL)
  async run({ termId }: { termId: string }): Promise<void> {
    await this.telling.run(termId)
  }

  /**
   * The truth behind the jobs: whatever is due is told. One payment's trouble must not keep others waiting. Answers how many were
   * settled: where a wallet says nothing at all, the rest waits for the next turn.
   */
  @Sweep('order.tell-platforms', EVERY_MS)
  async sweep(_now: Instant): Promise<number> {
    let told = 0
    for (const { termId } of await this.store.due(this.database, BATCH)) {
      if (await this.telling.run(termId)) told += 1
    }
    return told
  }

  /** An operator saw what was wrong. Answers how many payments are told again. */
  async again(tx: Tx, orderId: string): Promise<number> {
    const terms = await this.store.retry(tx, orderId)
    for (const termId of terms) this.queues.scheduleAfter(tx, TELL, { termId }, this.clock.now())
    return terms.length
  }

  private async lookAgain(tx: Tx, { orderId }: OrderOf): Promise<void> {
    for (const { termId, at } of await this.store.move(tx, orderId)) {
      this.queues.scheduleAfter(tx, TELL, { termId }, at)
    }
  }
}
