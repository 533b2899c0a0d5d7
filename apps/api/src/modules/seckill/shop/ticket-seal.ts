import { hash, timingSafeEqual } from 'node:crypto'
import { Injectable } from '@nestjs/common'
import { DomainError } from '@jishi/kernel/errors'
import { instantOf, type Instant } from '@jishi/kernel/time'
import { Pii } from '../../../infra/crypto/pii.js'

/** What a ticket says: which goods, how many, for whom, until when, and how much work it asks for. */
export interface Ticket {
  /** Works once: it becomes the take's key. */
  readonly id: string
  readonly itemId: string
  readonly memberId: string
  readonly qty: number
  readonly bits: number
  readonly issuedAt: Instant
}

const SEAL = 'seckill.ticket'
const VERSION = 1
const UUID_BYTES = 16
const HOLDER_BYTES = 16
const BODY_BYTES = 1 + UUID_BYTES * 3 + HOLDER_BYTES + 1 + 1 + 8
const SEAL_BYTES = 32

const bytesOf = (uuid: string): Buffer => Buffer.from(uuid.replaceAll('-', ''), 'hex')
const uuidAt = (bytes: Buffer, from: number): string => {
  const hex = bytes.toString('hex', from, from + UUID_BYTES)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** Who may use it: the sign-in that asked for it, known by its token. */
const holderOf = (token: string): Buffer => hash('sha256', token, 'buffer').subarray(0, HOLDER_BYTES)

/** Makes tickets and reads them: a few bytes and a keyed digest of them, so that nobody has to be asked whether one is real. */
@Injectable()
export class TicketSeal {
  constructor(private readonly pii: Pii) {}

  issue(ticket: Ticket, token: string): string {
    const body = Buffer.alloc(BODY_BYTES)
    body.writeUInt8(VERSION, 0)
    let at = 1
    for (const part of [ticket.id, ticket.itemId, ticket.memberId].map(bytesOf)) at += part.copy(body, at)
    at += holderOf(token).copy(body, at)
    at = body.writeUInt8(ticket.qty, at)
    at = body.writeUInt8(ticket.bits, at)
    body.writeDoubleBE(ticket.issuedAt, at)
    return Buffer.concat([body, this.seal(body)]).toString('base64url')
  }

  /** Throws SECKILL_TICKET_INVALID for what we did not make, and SECKILL_TICKET_OTHERS where another sign-in holds it. */
  open(text: string, token: string | undefined): Ticket {
    const bytes = Buffer.from(text, 'base64url')
    if (bytes.length !== BODY_BYTES + SEAL_BYTES || bytes.readUInt8(0) !== VERSION) throw invalid()
    const body = bytes.subarray(0, BODY_BYTES)
    if (!timingSafeEqual(this.seal(body), bytes.subarray(BODY_BYTES))) throw invalid()
    const holder = body.subarray(1 + UUID_BYTES * 3, 1 + UUID_BYTES * 3 + HOLDER_BYTES)
    if (token === undefined || !timingSafeEqual(holder, holderOf(token))) throw new DomainError('SECKILL_TICKET_OTHERS')
    const rest = 1 + UUID_BYTES * 3 + HOLDER_BYTES
    return {
      id: uuidAt(body, 1),
      itemId: uuidAt(body, 1 + UUID_BYTES),
      memberId: uuidAt(body, 1 + UUID_BYTES * 2),
      qty: body.readUInt8(rest),
      bits: body.readUInt8(rest + 1),
      issuedAt: instantOf(body.readDoubleBE(rest + 2)),
    }
  }

  /** The shop's own key, under a name of its own: such a digest is no ticket anywhere else. */
  private seal(body: Buffer): Buffer {
    return this.pii.blindIndex(SEAL, body.toString('base64url'))
  }
}

const invalid = (): DomainError => new DomainError('SECKILL_TICKET_INVALID')
