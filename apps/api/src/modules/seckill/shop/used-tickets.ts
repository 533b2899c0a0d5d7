import { Injectable } from '@nestjs/common'

/** Tickets of the last minute: more than any shop issues in one process. */
const MOST = 100_000

/**
 * Which request a ticket came with first, in this process: a second request with it is refused at once. The truth is the key of the
 * take; this also holds for tickets that won nothing.
 */
@Injectable()
export class UsedTickets {
  private readonly requests = new Map<string, string>()

  /** False where another request came with it before. */
  use(ticketId: string, request: string): boolean {
    const earlier = this.requests.get(ticketId)
    if (earlier !== undefined) return earlier === request
    if (this.requests.size >= MOST) this.forgetOldest()
    this.requests.set(ticketId, request)
    return true
  }

  /** Whether this very request came with it before. */
  cameWith(ticketId: string, request: string): boolean {
    return this.requests.get(ticketId) === request
  }

  private forgetOldest(): void {
    let left = MOST / 10
    for (const id of this.requests.keys()) {
      if (left-- <= 0) return
      this.requests.delete(id)
    }
  }
}
