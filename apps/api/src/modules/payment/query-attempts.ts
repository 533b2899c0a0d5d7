import { Inject, Injectable, Logger } from '@nestjs/common'
import { addMs, isoOf, minuteMs, secondMs } from '@jishi/kernel/time'
import type { Clock, Instant } from '@jishi/kernel/time'
import type { PaymentSubject } from '../../events/payment.events.js'
import { CLOCK } from '../../infra/clock/clock.js'
import { Database } from '../../infra/database/database.js'
import { Queues } from '../../infra/queue/queues.js'
import { Job, Sweep } from '../../infra/worker/decorators.js'
import { ApplyEvidence } from './apply-evidence.js'
import { mayBeOnItsWay, nextAttemptQuery } from './domain/query-schedule.js'
import { Incidents } from './incidents.js'
import type { PaymentChannels, QueryAnswer } from './payment-channel.js'
import { PAYMENT_CHANNELS } from './payment-channel.js'
import { QUERIES_DUE, QUERY_ATTEMPT } from './payment-jobs.js'
import type { AttemptRow } from './payment.store.js'
import { attemptById, liveAttemptsOf } from './payment.store.js'
import { StoredTenders } from './stored/stored-tenders.js'

const BATCH = 50
/** After a rush many come due in one second; what goes beyond them is the sweep's. */
const MOST_AT_ONCE = 1_000
/** A page that polls makes us ask the channel at most this often. */
const PATIENCE_MS = 4 * secondMs
const LONG_UNKNOWN_MS = 15 * minuteMs

/** Asks the channel what became of an attempt: at 10 s, 60 s, 5 min, at the deadline, and whenever somebody waits. */
@Injectable()
export class QueryAttempts {
  private readonly log = new Logger('Payment')

  constructor(
    private readonly database: Database,
    private readonly queues: Queues,
    private readonly evidence: ApplyEvidence,
    private readonly incidents: Incidents,
    private readonly tenders: StoredTenders,
    @Inject(PAYMENT_CHANNELS) private readonly channels: PaymentChannels,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Most attempts were paid before their first question: those that were not are asked side by side. */
  @Job(QUERIES_DUE)
  async lookForDue(): Promise<void> {
    const due = await this.due(this.clock.now(), MOST_AT_ONCE)
    await this.queues.enqueueEach(
      QUERY_ATTEMPT,
      due.map((attemptId) => ({ attemptId })),
    )
  }

  @Job(QUERY_ATTEMPT)
  async run({ attemptId }: { attemptId: string }): Promise<void> {
    if (await this.claim(attemptId, this.clock.now())) await this.ask(attemptId)
  }

  /** The truth behind the job: attempts whose next question is due, live or not. One's trouble must not keep others waiting. */
  @Sweep('payment.attempts', 10_000)
  async sweep(now: Instant): Promise<number> {
    let asked = 0
    for (const id of await this.due(now, BATCH)) {
      try {
        if (!(await this.claim(id, now))) continue
        await this.ask(id)
        asked += 1
      } catch (error) {
        this.log.error(`attempt ${id}: ${error instanceof Error ? error.message : String(error)}`)
      }
    }
    return asked
  }

  /** For a shopper who came back and waits: asks now, unless somebody just did. */
  async askFor(subject: PaymentSubject): Promise<void> {
    for (const attempt of await liveAttemptsOf(this.database, subject)) {
      if (attempt.state !== 'created' && (await this.claim(attempt.id, undefined))) await this.ask(attempt.id)
    }
  }

  /** Asks once and takes the answer as evidence; `paid` means that the evidence was applied. */
  async ask(attemptId: string): Promise<QueryAnswer> {
    const attempt = await attemptById(this.database, attemptId)
    const channel = this.channels.get(attempt.channel)
    if (channel === undefined) return { kind: 'unknown', reason: `no channel ${attempt.channel} here` }
    const answer = await channel.query(attempt.attemptNo, attempt.createdAt)
    if (answer.kind === 'paid') {
      const effect = await this.database.transaction((tx) => this.evidence.run(tx, answer.evidence))
      // What does not fit our numbers is no answer at all: a person looks at it, and nothing is let go meanwhile.
      if (effect === 'quarantined') return { kind: 'unknown', reason: 'quarantined' }
    }
    if (answer.kind === 'closed' || this.isGone(attempt, answer)) await this.markClosed(attempt.id)
    if (answer.kind === 'unknown') await this.tellIfLong(attempt, answer.reason)
    return answer
  }

  /** `lookAgainAt`: for an attempt that could come to life at the channel after all. */
  async markClosed(attemptId: string, lookAgainAt?: Instant): Promise<void> {
    await this.database.transaction(async (tx) => {
      await tx.execute(
        `update payment_attempts set state = 'closed', state_at = $3, next_query_at = $2, request = request - 'clientIp'
          where id = $1 and state <> 'succeeded'`,
        [attemptId, lookAgainAt === undefined ? null : isoOf(lookAgainAt), isoOf(this.clock.now())],
      )
      // What the balance was to pay beside it is free again in the same breath.
      await this.tenders.release(tx, attemptId)
    })
  }

  /** The channel never got it and can no longer get it. */
  isGone(attempt: AttemptRow, answer: { kind: string }): boolean {
    const now = this.clock.now()
    return answer.kind === 'missing' && now >= attempt.expiresAt && !mayBeOnItsWay(attempt, now)
  }

  private async due(now: Instant, most: number): Promise<string[]> {
    const rows = await this.database.rows<{ id: string }>(
      `select id from payment_attempts where next_query_at <= $1 order by next_query_at limit $2`,
      [isoOf(now), most],
    )
    return rows.map(({ id }) => id)
  }

  /** What stays unknown beyond its deadline is a person's task; it is asked for all the same. */
  private async tellIfLong(attempt: AttemptRow, reason: string): Promise<void> {
    if (this.clock.now() < addMs(attempt.expiresAt, LONG_UNKNOWN_MS)) return
    await this.database.transaction((tx) => this.incidents.open(tx, 'outcome_unknown', attempt.attemptNo, { reason }))
  }

  /** True for the one who may ask now; moves the next question on, so that rivals and repeats do not ask as well. */
  private async claim(attemptId: string, due: Instant | undefined): Promise<boolean> {
    const now = this.clock.now()
    const attempt = await attemptById(this.database, attemptId)
    // The usual case by far: it was paid before its first question came due.
    if (attempt.state === 'succeeded') return false
    const next = nextAttemptQuery(attempt.queries + 1, attempt.createdAt, attempt.expiresAt, now)
    return this.database.transaction(async (tx) => {
      const claimed = await tx.execute(
        `update payment_attempts set queries = queries + 1, last_query_at = $2, next_query_at = $3
          where id = $1 and next_query_at is not null and queries = $4
            and (case when $5::timestamptz is null then last_query_at is null or last_query_at <= $6 else next_query_at <= $5 end)`,
        [
          attemptId,
          isoOf(now),
          isoOf(next),
          attempt.queries,
          due === undefined ? null : isoOf(due),
          isoOf(addMs(now, -PATIENCE_MS)),
        ],
      )
      if (claimed === 1) this.queues.ringAfter(tx, QUERIES_DUE, next)
      return claimed === 1
    })
  }
}
