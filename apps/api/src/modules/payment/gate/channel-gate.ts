import { randomInt } from 'node:crypto'
import type { Clock } from '@jishi/kernel/time'
import { Bulkhead, type BulkheadSize } from '../../../infra/limits/bulkhead.js'
import { Backoff } from '../domain/backoff.js'
import { Breaker } from '../domain/breaker.js'

/** What calls are for: payers wait for the first, nobody for the second, and the third is owed. */
export type GateLane = 'pay' | 'ask' | 'owe'

/**
 * How many calls of each kind one account of a wallet takes at once. Paying has fewer slots than the server has for people who
 * pay, so that a channel that hangs leaves some of them to the others; questions and what is owed have slots of their own.
 */
export const GATE_LANES: Readonly<Record<GateLane, BulkheadSize>> = {
  pay: { slots: 12, queue: 16, waitMs: 1_000 },
  ask: { slots: 8, queue: 64, waitMs: 2_000 },
  owe: { slots: 6, queue: 64, waitMs: 2_000 },
}

interface Unknown {
  readonly kind: 'unknown'
  readonly reason: string
}

const unknown = (reason: string): Unknown => ({ kind: 'unknown', reason })
const TOO_MANY = /HTTP 429/

/**
 * The way out to one account of a wallet. While its breaker is open nobody begins to pay there, and is told so at once;
 * questions and refunds go on, and the first answer to any of them closes it. Never throws for want of room: what is not
 * called stays unknown, as everything that was not answered.
 */
export class ChannelGate {
  private readonly breaker = new Breaker()
  private readonly backoff = new Backoff(() => randomInt(0, 1_001) / 1_000)
  private readonly lanes: Readonly<Record<GateLane, Bulkhead>> = {
    pay: new Bulkhead(GATE_LANES.pay),
    ask: new Bulkhead(GATE_LANES.ask),
    owe: new Bulkhead(GATE_LANES.owe),
  }

  constructor(
    private readonly clock: Clock,
    /** Told once each time it opens. */
    private readonly opened: () => void = () => undefined,
  ) {}

  /** Whether somebody who wants to pay would be sent away now. */
  get isDown(): boolean {
    return !this.breaker.wouldAdmit(this.clock.now())
  }

  async run<Answer extends { readonly kind: string }>(
    lane: GateLane,
    call: () => Promise<Answer>,
  ): Promise<Answer | Unknown> {
    const now = this.clock.now()
    if (lane === 'pay' && !this.breaker.admit(now)) return unknown('the channel does not answer')
    if (lane === 'ask' && this.backoff.holds(now)) return unknown('the channel wants fewer calls')
    const permit = await this.lanes[lane].enter().catch(() => undefined)
    if (permit === undefined) return unknown('too many calls at once')
    permit.answer()
    permit.begin()
    try {
      const answer = await call()
      this.learn(lane, answer)
      return answer
    } finally {
      permit.end()
    }
  }

  private learn(lane: GateLane, answer: { readonly kind: string; readonly reason?: string }): void {
    const now = this.clock.now()
    if (answer.kind !== 'unknown') {
      this.breaker.succeed()
      this.backoff.answered()
      return
    }
    // It answers, and wants less of it: that is no silence.
    if (TOO_MANY.test(answer.reason ?? '')) this.backoff.slowDown(now)
    else if (lane === 'pay' && this.breaker.fail(now)) this.opened()
  }
}
