import { randomInt } from 'node:crypto'
import { Injectable } from '@nestjs/common'
import type { LoadClass } from '@jishi/contracts/route'
import { DomainError } from '@jishi/kernel/errors'
import { LoopLag } from './loop-lag.js'

/** How much of one class of requests runs at once, and how many may wait for how long. */
export interface BulkheadSize {
  readonly slots: number
  readonly queue: number
  readonly waitMs: number
}

/**
 * Payment notices and paying keep slots of their own, so that no crowd of browsers can starve them.
 * Operators' sign-in is narrow on purpose: hashing a password is the dearest thing a stranger can ask for. What waits for
 * a company outside has slots of its own, so that a carrier that hangs costs nobody the session they have; so has a file
 * that comes over a slow line. Those who want goods of a flash sale are many because they hold no connection: hundreds share
 * one statement. An export lasts as long as its reader takes: it has two slots, and none of those that operators work with.
 */
export const BULKHEADS: Readonly<Record<LoadClass, BulkheadSize>> = {
  browse: { slots: 48, queue: 192, waitMs: 1_000 },
  order: { slots: 24, queue: 192, waitMs: 4_000 },
  seckill: { slots: 1_200, queue: 2_400, waitMs: 2_000 },
  pay: { slots: 16, queue: 128, waitMs: 4_000 },
  notify: { slots: 16, queue: 256, waitMs: 3_000 },
  auth: { slots: 8, queue: 64, waitMs: 1_000 },
  session: { slots: 16, queue: 128, waitMs: 1_000 },
  platform: { slots: 24, queue: 96, waitMs: 1_000 },
  admin: { slots: 12, queue: 48, waitMs: 1_000 },
  upload: { slots: 8, queue: 32, waitMs: 3_000 },
  export: { slots: 2, queue: 4, waitMs: 1_000 },
}

const LONGEST_RETRY_SECONDS = 3

interface Waiting {
  admit: () => void
  timer: NodeJS.Timeout
}

/**
 * A slot held by one request. It is given back when the answer has gone out and the work has ended,
 * whichever comes last: a caller who hangs up early does not free a slot whose work still runs.
 */
export class Permit {
  private working = false
  private answered = false
  private released = false

  constructor(private readonly release: () => void) {}

  begin(): void {
    this.working = true
  }

  end(): void {
    this.working = false
    this.settle()
  }

  answer(): void {
    this.answered = true
    this.settle()
  }

  private settle(): void {
    if (this.released || this.working || !this.answered) return
    this.released = true
    this.release()
  }
}

/** A counter of running requests with a short, bounded queue in front of it; first come, first served. */
export class Bulkhead {
  private running = 0
  private readonly queue: Waiting[] = []

  constructor(private readonly size: BulkheadSize) {}

  get active(): number {
    return this.running
  }

  get waiting(): number {
    return this.queue.length
  }

  /** Whoever came now would be refused. */
  get full(): boolean {
    return this.running >= this.size.slots && this.queue.length >= this.size.queue
  }

  /** Resolves with a permit, or rejects with OVERLOADED when the queue is full or the wait was too long. */
  async enter(): Promise<Permit> {
    if (this.running < this.size.slots) {
      this.running += 1
      return this.permit()
    }
    if (this.queue.length >= this.size.queue) throw overloaded()
    await new Promise<void>((resolve, reject) => {
      const waiting: Waiting = {
        admit: resolve,
        timer: setTimeout(() => this.giveUp(waiting, reject), this.size.waitMs),
      }
      this.queue.push(waiting)
    })
    return this.permit()
  }

  private giveUp(waiting: Waiting, reject: (error: DomainError) => void): void {
    const at = this.queue.indexOf(waiting)
    if (at >= 0) this.queue.splice(at, 1)
    reject(overloaded())
  }

  private permit(): Permit {
    return new Permit(() => this.leave())
  }

  /** Hands the slot straight to the next in the queue, so that nobody can slip in between. */
  private leave(): void {
    const next = this.queue.shift()
    if (next === undefined) {
      this.running -= 1
      return
    }
    clearTimeout(next.timer)
    next.admit()
  }
}

/** Spread over a few seconds, so that refused callers do not all come back in the same instant. */
export const retryAfterSeconds = (): number => randomInt(1, LONGEST_RETRY_SECONDS + 1)

const overloaded = (): DomainError => new DomainError('OVERLOADED', { retryAfterSeconds: retryAfterSeconds() })

/** One bulkhead for every class of load; the lowest class is turned away while the process itself is too busy. */
@Injectable()
export class Bulkheads {
  private readonly byClass = new Map<LoadClass, Bulkhead>(
    (Object.keys(BULKHEADS) as LoadClass[]).map((load) => [load, new Bulkhead(BULKHEADS[load])]),
  )

  constructor(private readonly lag: LoopLag) {}

  async enter(load: LoadClass): Promise<Permit> {
    if (this.isTooBusyFor(load)) throw overloaded()
    return this.of(load).enter()
  }

  /** Whether a request of this class would be refused at this moment, without asking for anything. */
  turnsAway(load: LoadClass): boolean {
    return this.isTooBusyFor(load) || this.of(load).full
  }

  private isTooBusyFor(load: LoadClass): boolean {
    return load === 'browse' && this.lag.tooBusy
  }

  of(load: LoadClass): Bulkhead {
    return this.byClass.get(load) as Bulkhead
  }

  entries(): IterableIterator<[LoadClass, Bulkhead]> {
    return this.byClass.entries()
  }
}
