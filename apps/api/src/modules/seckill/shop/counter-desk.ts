import { Injectable } from '@nestjs/common'
import type { TakeBody } from '@jishi/contracts/seckill/seckill.schema'
import { DomainError } from '@jishi/kernel/errors'
import { ProofLevel } from './proof-level.js'
import { TicketSeal, type Ticket } from './ticket-seal.js'
import { UsedTickets } from './used-tickets.js'

/** What is checked of a ticket beside its time: that it is ours, the caller's, worked for, and of this request. */
@Injectable()
export class CounterDesk {
  constructor(
    private readonly seal: TicketSeal,
    private readonly proof: ProofLevel,
    private readonly used: UsedTickets,
  ) {}

  opened(body: TakeBody, token: string | undefined): Ticket {
    const ticket = this.seal.open(body.ticket, token)
    this.proof.assertDone(ticket, body.solution)
    return ticket
  }

  /** Whether the request may have been decided: nobody is told from memory that all is gone who may have it. */
  cameBefore(ticket: Ticket, request: string): boolean {
    return this.used.cameWith(ticket.id, request)
  }

  assertUnused(ticket: Ticket, request: string): void {
    if (!this.used.use(ticket.id, request)) throw new DomainError('SECKILL_TICKET_USED')
  }
}
