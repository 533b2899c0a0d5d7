import { createHash } from 'node:crypto'
import { Agent, request as httpRequest } from 'node:http'
import type { TakeAnswer } from '@jishi/contracts/seckill/seckill.schema'
import { newId } from '@jishi/kernel/id'
import { TicketSeal } from '../../src/modules/seckill/shop/ticket-seal.js'
import type { TestApp } from './test-app.js'

/** Somebody with a ticket: what they send, and under which key they send it again. */
export interface Runner {
  readonly memberId: string
  readonly token: string
  readonly ticket: string
  readonly key: string
}

/** What came of one request; a code where it was refused, `lost` where nobody answered. */
export type Said = TakeAnswer['state'] | 'lost' | (string & {})

/** The same request with a ticket of now, as a page gets one when its own is over. */
export const withTicket = (shop: TestApp, itemId: string, runner: Omit<Runner, 'ticket'>, qty = 1): Runner => {
  const ticket = { id: newId<'seckillTake'>(shop.clock), itemId, memberId: runner.memberId, qty, bits: 0 }
  return { ...runner, ticket: shop.get(TicketSeal).issue({ ...ticket, issuedAt: shop.clock.now() }, runner.token) }
}

/** Tickets as the counter issues them, for members that need not exist: the ticket says who they are. */
export const runners = (shop: TestApp, itemId: string, count: number, qty = 1): Runner[] =>
  Array.from({ length: count }, (_, place) => {
    const memberId = newId<'member'>(shop.clock)
    const token = createHash('sha256').update(`token ${place} ${memberId}`).digest('base64url')
    return withTicket(shop, itemId, { memberId, token, key: newId(shop.clock) }, qty)
  })

/** Over real sockets, so many at a time; a request that nobody answered may be sent again with `again`. */
export class Rush {
  private readonly agent: Agent

  constructor(
    private readonly url: string,
    private readonly atOnce: number,
  ) {
    this.agent = new Agent({ keepAlive: true, maxSockets: atOnce })
  }

  close(): void {
    this.agent.destroy()
  }

  send({ token, ticket, key }: Runner, again = false): Promise<{ said: Said; takeId?: string }> {
    const payload = JSON.stringify({ ticket, ...(again ? { again } : {}) })
    return new Promise((resolve) => {
      const call = httpRequest(
        `${this.url}/api/shop/seckill/takes`,
        {
          ...{ method: 'POST', agent: this.agent },
          headers: {
            ...{ 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) },
            ...{ authorization: `Bearer ${token}`, 'idempotency-key': key },
          },
        },
        (answer) => {
          const chunks: Buffer[] = []
          answer.on('data', (chunk: Buffer) => chunks.push(chunk))
          answer.on('error', () => resolve({ said: 'lost' }))
          answer.on('end', () => resolve(saidBy(Buffer.concat(chunks).toString('utf8'))))
        },
      )
      call.on('error', () => resolve({ said: 'lost' }))
      call.end(payload)
    })
  }

  /** Everybody once, in their order. */
  async all(
    of: readonly Runner[],
    each: (runner: Runner, answer: { said: Said; takeId?: string }) => void,
  ): Promise<void> {
    let next = 0
    const lane = async (): Promise<void> => {
      for (let runner = of[next++]; runner !== undefined; runner = of[next++]) each(runner, await this.send(runner))
    }
    await Promise.all(Array.from({ length: this.atOnce }, lane))
  }
}

const saidBy = (text: string): { said: Said; takeId?: string } => {
  try {
    const answer = JSON.parse(text) as { state?: Said; code?: string; take?: { id: string } }
    const said = answer.state ?? answer.code ?? 'lost'
    return answer.take === undefined ? { said } : { said, takeId: answer.take.id }
  } catch {
    return { said: 'lost' }
  }
}

export const tally = (said: Iterable<Said>): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const one of said) counts[one] = (counts[one] ?? 0) + 1
  return counts
}
