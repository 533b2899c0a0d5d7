import { randomInt } from 'node:crypto'
import { DomainError } from '@jishi/kernel/errors'
import type { Clock } from '@jishi/kernel/time'
import type { Database } from '../../../infra/database/database.js'
import { isCheckViolation, isUniqueViolation } from '../../../infra/database/failures.js'
import { BatchQueue } from './batch-queue.js'
import { decideBatch, type Decided, type Verdict } from './decide-batch.js'
import type { Decision, TakeAsk, TakeEngine } from './engine.js'
import type { ItemMemory } from './item-memory.js'
import { Slots } from './slots.js'

const MOST_IN_BATCH = 200
const GATHER_MS = 3
/** Requests that may wait in this process: some seconds of work. */
const ROOM = 6_000
/** Statements at once, however many goods are hot: the others of the pool are for browsing, paying and notices. */
const AT_ONCE = 3
const TRIES = 4
const LONGEST_RETRY_SECONDS = 3

interface PostgresParts {
  readonly database: Database
  readonly clock: Clock
  readonly memory: ItemMemory
}

/** The default: requests about the same goods share one statement, which is durable when it answers. */
export class PostgresEngine implements TakeEngine {
  private readonly queues = new Map<string, BatchQueue<TakeAsk, Decision>>()
  private readonly pending = new Map<string, Promise<Decision>>()
  private readonly slots = new Slots(AT_ONCE)
  readonly room = ROOM

  constructor(private readonly parts: PostgresParts) {}

  get waiting(): number {
    return this.pending.size
  }

  decide(ask: TakeAsk): Promise<Decision> {
    const same = this.pending.get(ask.request)
    if (same !== undefined) return same
    if (this.pending.size >= ROOM) return Promise.reject(overloaded())
    const decision = this.queueOf(ask.itemId)
      .add(ask)
      .finally(() => this.pending.delete(ask.request))
    this.pending.set(ask.request, decision)
    return decision
  }

  ahead(request: string): number | undefined {
    if (!this.pending.has(request)) return undefined
    for (const queue of this.queues.values()) {
      const ahead = queue.ahead((ask) => ask.request === request)
      if (ahead !== undefined) return ahead
    }
    return 0
  }

  freed(itemId: string): Promise<void> {
    this.parts.memory.freed(itemId)
    return Promise.resolve()
  }

  async close(): Promise<void> {
    await Promise.all([...this.queues.values()].map((queue) => queue.drained()))
  }

  private queueOf(itemId: string): BatchQueue<TakeAsk, Decision> {
    const known = this.queues.get(itemId)
    if (known !== undefined) return known
    const queue = new BatchQueue<TakeAsk, Decision>({
      most: MOST_IN_BATCH,
      gatherMs: GATHER_MS,
      keyOf: ({ memberId }) => memberId,
      decide: (asks) => this.slots.with(() => this.batch(itemId, asks)),
    })
    this.queues.set(itemId, queue)
    return queue
  }

  private async batch(itemId: string, asks: readonly TakeAsk[]): Promise<(Decision | undefined)[]> {
    const decided = await this.decided(itemId, asks)
    this.parts.memory.counted(itemId, decided)
    return decided.verdicts.map((verdict, place) => decisionOf(verdict, asks[place]?.qty ?? 1, decided))
  }

  /** Somebody in another process was there in between: what they wrote is seen by the next statement. */
  private async decided(itemId: string, asks: readonly TakeAsk[]): Promise<Decided> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await decideBatch(this.parts.database, itemId, asks, this.parts.clock.now())
      } catch (error) {
        if (attempt >= TRIES || !isMetInBetween(error)) throw error
      }
    }
  }
}

const isMetInBetween = (error: unknown): boolean =>
  isUniqueViolation(error, 'seckill_takes_request_once') ||
  isUniqueViolation(error, 'seckill_takes_ticket_once') ||
  isCheckViolation(error, 'seckill_shares_within_limit') ||
  isCheckViolation(error, 'activity_skus_counts')

/** Where enough is left for one that did not fit behind greater ones, it has its turn again; the first of a batch always fits. */
const decisionOf = (verdict: Verdict, qty: number, { left, drawn }: Decided): Decision | undefined => {
  if (verdict.state === 'won') return verdict
  if (verdict.state !== 'none') return verdict
  if (left >= qty) return undefined
  return left > 0 ? { state: 'short', left } : { state: 'sold_out', mayReturn: drawn > 0 }
}

/** Spread over a few seconds, so that those who were refused do not all come back in the same instant. */
export const overloaded = (): DomainError =>
  new DomainError('OVERLOADED', { retryAfterSeconds: randomInt(1, LONGEST_RETRY_SECONDS + 1) })
