import { hash } from 'node:crypto'
import { Inject, Injectable } from '@nestjs/common'
import type { TakeAnswer, TakeBody } from '@jishi/contracts/seckill/seckill.schema'
import { DomainError } from '@jishi/kernel/errors'
import { isoOf, type Clock, type Instant } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { TAKE_ENGINE, type Decision, type TakeEngine } from '../engine/engine.js'
import { ItemMemory } from '../engine/item-memory.js'
import { LapseBell } from '../engine/lapse-bell.js'
import { Pulse } from '../engine/pulse.js'
import { CounterDesk } from './counter-desk.js'
import { answerOf, stateBefore, type Known } from './counter-rules.js'
import { TICKET_MS } from './issue-ticket.js'
import { TakeQueries } from './take.queries.js'
import type { Ticket } from './ticket-seal.js'

/** After this long whoever waits hears how many are before them. */
const PATIENCE_MS = 1_000
const ASK_AGAIN_MS = 1_000

/** Of the member and the key their request carries. */
const requestOf = (memberId: string, key: string): string => {
  const hex = hash('sha256', `${memberId} ${key}`, 'hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/**
 * The hot path of a flash sale: what can be known without a word with the database is answered without one, the rest is decided in
 * batches, and a win is told only after it is durable.
 */
@Injectable()
export class TakeUnits {
  /** Tickets of an earlier life of this process may have been decided there. */
  private readonly born: Instant

  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(TAKE_ENGINE) private readonly engine: TakeEngine,
    private readonly memory: ItemMemory,
    private readonly desk: CounterDesk,
    private readonly pulse: Pulse,
    private readonly takes: TakeQueries,
    private readonly bell: LapseBell,
  ) {
    this.born = clock.now()
  }

  /**
   * Throws SECKILL_TICKET_INVALID, SECKILL_TICKET_OTHERS, SECKILL_TICKET_EXPIRED, SECKILL_TICKET_USED, SECKILL_PROOF_MISSING, and OVERLOADED
   * or UNAVAILABLE where nothing was decided: the same call may be made again.
   */
  async run(token: string | undefined, key: string, body: TakeBody): Promise<TakeAnswer> {
    const ticket = this.desk.opened(body, token)
    const known = await this.memory.item(ticket.itemId)
    if (known === undefined) throw new DomainError('SECKILL_TICKET_INVALID')
    const request = requestOf(ticket.memberId, key)
    const now = this.clock.now()
    this.pulse.add(known.activity.id, 'requests')
    const again = body.again === true || ticket.issuedAt < this.born || this.desk.cameBefore(ticket, request)
    if (now >= ticket.issuedAt + TICKET_MS) return this.expired(again, request, known, now)
    const before = again ? undefined : stateBefore(known, ticket.qty, now)
    if (before !== undefined) {
      this.pulse.add(known.activity.id, 'refused')
      return answerOf(before, known, now)
    }
    this.desk.assertUnused(ticket, request)
    this.pulse.add(known.activity.id, 'admitted')
    return this.decided(ticket, request, known, again)
  }

  private async decided(ticket: Ticket, request: string, known: Known, again: boolean): Promise<TakeAnswer> {
    const { id: takeId, itemId, memberId, qty } = ticket
    const holdMs = known.activity.payWithinMs
    const deciding = this.engine.decide({ itemId, takeId, request, memberId, qty, holdMs, again })
    const decision = await within(deciding, PATIENCE_MS)
    const now = this.clock.now()
    if (decision === undefined) {
      const ahead = this.engine.ahead(request) ?? 0
      return { state: 'queued', serverTime: isoOf(now), ahead, askAgainMs: ASK_AGAIN_MS }
    }
    if (decision.state === 'won') this.bell.ring(known.activity.id, decision.take.holdUntil)
    return answerOf(decision, known, now)
  }

  /** Whoever asks again after their ticket is over still hears what was decided. */
  private async expired(again: boolean, request: string, known: Known, now: Instant): Promise<TakeAnswer> {
    const take = again ? await this.takes.ofRequest(request) : undefined
    if (take === undefined) throw new DomainError('SECKILL_TICKET_EXPIRED')
    return answerOf({ state: 'won', take }, known, now)
  }
}

/** The decision, or undefined where it takes too long; it goes on by itself then. */
function within(deciding: Promise<Decision>, ms: number): Promise<Decision | undefined> {
  return new Promise((answer, fail) => {
    const patience = setTimeout(() => answer(undefined), ms)
    deciding.then(answer, fail).finally(() => clearTimeout(patience))
  })
}
