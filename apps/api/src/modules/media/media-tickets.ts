import { createHash, timingSafeEqual } from 'node:crypto'
import { Inject, Injectable } from '@nestjs/common'
import { VIDEO_TYPE, type MediaKind, type MediaPurpose, type TicketType } from '@jishi/contracts/media/media.terms'
import { DomainError } from '@jishi/kernel/errors'
import { addMs, isoOf, minuteMs, type Clock, type Instant } from '@jishi/kernel/time'
import type { OperatorActor } from '../../infra/auth/actor.js'
import { CLOCK } from '../../infra/clock/clock.js'
import { Database } from '../../infra/database/database.js'
import type { Sql, Tx } from '../../infra/database/sql.js'

export interface Ticket {
  readonly id: string
  readonly purpose: MediaPurpose
  readonly type: TicketType
  readonly bytes: number
  readonly name: string
  /** The name of what will be made of the file: a secret until it is. */
  readonly mediaId: string
  readonly state: 'open' | 'finished' | 'refused' | 'expired'
  readonly flaw: string | null
  readonly expiresAt: Instant
}

export const kindOf = ({ type }: Pick<Ticket, 'type'>): MediaKind => (type === VIDEO_TYPE ? 'video' : 'picture')

/** What proves that an address of ours was given out with this ticket; made of what only the ticket's row knows. */
export const sealOf = ({ id, mediaId }: Pick<Ticket, 'id' | 'mediaId'>): string =>
  createHash('sha256').update(`upload ${id} ${mediaId}`).digest('base64url')

export const isSeal = (ticket: Ticket, given: string): boolean => {
  const [right, told] = [Buffer.from(sealOf(ticket)), Buffer.from(given)]
  return right.length === told.length && timingSafeEqual(right, told)
}

/** Longer than drawing the largest picture or moving the largest film ever takes; then somebody else may try. */
const FINISHING_MS = 2 * minuteMs

const COLUMNS = `id, purpose, type, bytes, name, media_id as "mediaId", state, flaw, expires_at as "expiresAt"`

/** The rows of tickets and their steps. */
@Injectable()
export class MediaTickets {
  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** A ticket of this operator. Throws NOT_FOUND. */
  async of(operator: OperatorActor, id: string, reader: Sql = this.database): Promise<Ticket> {
    const found = await reader.maybe<Ticket>(
      `select ${COLUMNS} from media_tickets where id = $1 and operator_id = $2`,
      [id, operator.operatorId],
    )
    if (found === undefined) throw new DomainError('NOT_FOUND')
    return found
  }

  /** Throws UPLOAD_EXPIRED for one whose time is over, or that has been used. */
  assertOpen({ state, expiresAt }: Ticket): void {
    if (state !== 'open' || expiresAt <= this.clock.now()) throw new DomainError('UPLOAD_EXPIRED')
  }

  /** Whether the caller is now the one that finishes it; false while somebody else is, or when it is not open. */
  async begin({ id }: Ticket): Promise<boolean> {
    const now = this.clock.now()
    const begun = await this.database.execute(
      `update media_tickets set finishing_until = $2
        where id = $1 and state = 'open' and expires_at > $3 and (finishing_until is null or finishing_until <= $3)`,
      [id, isoOf(addMs(now, FINISHING_MS)), isoOf(now)],
    )
    return begun === 1
  }

  /** Lets somebody else try. */
  async giveUp({ id }: Ticket): Promise<void> {
    await this.database.execute(`update media_tickets set finishing_until = null where id = $1 and state = 'open'`, [
      id,
    ])
  }

  async refuse({ id }: Ticket, flaw: string): Promise<void> {
    await this.database.execute(
      `update media_tickets set state = 'refused', flaw = $2, finishing_until = null where id = $1 and state = 'open'`,
      [id, flaw],
    )
  }

  /** False when it was no longer open. */
  async finish(tx: Tx, { id }: Ticket): Promise<boolean> {
    const done = await tx.execute(
      `update media_tickets set state = 'finished', finishing_until = null where id = $1 and state = 'open'`,
      [id],
    )
    return done === 1
  }
}
