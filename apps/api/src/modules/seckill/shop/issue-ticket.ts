import { Inject, Injectable } from '@nestjs/common'
import type { TicketBody, TicketView } from '@jishi/contracts/seckill/seckill.schema'
import { DomainError } from '@jishi/kernel/errors'
import { newId } from '@jishi/kernel/id'
import { addMs, isoOf, type Clock, type Instant } from '@jishi/kernel/time'
import type { MemberActor } from '../../../infra/auth/actor.js'
import { CLOCK } from '../../../infra/clock/clock.js'
import { hoarding } from '../domain/hoarding.js'
import { ItemMemory, type KnownItem } from '../engine/item-memory.js'
import { Pulse } from '../engine/pulse.js'
import { refusalBefore, type Known } from './counter-rules.js'
import { HoldingsQuery } from './holdings.query.js'
import { ProofLevel } from './proof-level.js'
import { RiskDecisions } from './risk-decisions.js'
import { TicketSeal } from './ticket-seal.js'

/** As long as a phone needs to do its work and send it. */
export const TICKET_MS = 60_000

/** A ticket 抢购资格: only after the start, only for who may take, bound to whoever asked. */
@Injectable()
export class IssueTicket {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly proof: ProofLevel,
    private readonly memory: ItemMemory,
    private readonly seal: TicketSeal,
    private readonly holdings: HoldingsQuery,
    private readonly risks: RiskDecisions,
    private readonly pulse: Pulse,
  ) {}

  /**
   * Throws NOT_FOUND, SECKILL_NOT_STARTED, SECKILL_OVER, SECKILL_STOPPED, SECKILL_SOLD_OUT, SECKILL_LIMIT, SECKILL_TOO_MANY_OPEN and
   * SECKILL_COOLING_DOWN. Who is too early or too late costs no statement.
   */
  async run({ memberId }: MemberActor, token: string, { itemId, qty = 1 }: TicketBody): Promise<TicketView> {
    const known = await this.memory.item(itemId)
    if (known === undefined) throw new DomainError('NOT_FOUND')
    const now = this.clock.now()
    this.pulse.add(known.activity.id, 'tickets')
    const refused = refusalBefore(known, qty, now)
    if (refused !== undefined) throw refused
    await this.assertMay(memberId, known, qty, now)
    return this.issued(memberId, token, known, qty, now)
  }

  private async assertMay(memberId: string, { item }: { item: KnownItem }, qty: number, now: Instant): Promise<void> {
    const held = await this.holdings.of(memberId, item.id, now)
    if (held.taken + qty > item.perMember) {
      throw new DomainError('SECKILL_LIMIT', { perMember: item.perMember, taken: held.taken })
    }
    const hoards = hoarding(held, now)
    if (hoards === undefined) return
    await this.risks.refused({ memberId, itemId: item.id, reason: hoards.reason, facts: held, at: now })
    const code = hoards.reason === 'cooling_down' ? 'SECKILL_COOLING_DOWN' : 'SECKILL_TOO_MANY_OPEN'
    throw new DomainError(code, { retryAfterSeconds: Math.max(1, Math.ceil((hoards.until - now) / 1_000)) })
  }

  private issued(memberId: string, token: string, { activity, item }: Known, qty: number, now: Instant): TicketView {
    const id = newId<'seckillTake'>(this.clock)
    const bits = this.proof.bits(activity.proofBits)
    const ticket = this.seal.issue({ id, itemId: item.id, memberId, qty, bits, issuedAt: now }, token)
    return {
      ...{ ticket, expiresAt: isoOf(addMs(now, TICKET_MS)), serverTime: isoOf(now) },
      proof: bits === 0 ? null : { salt: id, bits },
    }
  }
}
