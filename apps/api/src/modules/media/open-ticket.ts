import { Inject, Injectable } from '@nestjs/common'
import type { TicketBody, UploadTicket } from '@jishi/contracts/media/media.schema'
import { mediaRoutes } from '@jishi/contracts/media/media.routes'
import { urlOf } from '@jishi/contracts/client'
import { MAX_UPLOAD_BYTES, VIDEO_TYPE } from '@jishi/contracts/media/media.terms'
import { DomainError } from '@jishi/kernel/errors'
import { addMs, isoOf, minuteMs, msBetween, type Clock } from '@jishi/kernel/time'
import { AuditLog } from '../../infra/audit-log/audit-log.js'
import type { OperatorActor } from '../../infra/auth/actor.js'
import { CLOCK } from '../../infra/clock/clock.js'
import type { Config } from '../../infra/config/config.js'
import { CONFIG } from '../../infra/config/config.js'
import { randomName } from '../../infra/crypto/random.js'
import { Database } from '../../infra/database/database.js'
import type { Tx } from '../../infra/database/sql.js'
import { Idempotency, type IdempotentCall } from '../../infra/idempotency/idempotency.js'
import { FILE_STORE, type FileStore } from '../../infra/storage/file-store.js'
import { fileLabel } from './domain/file-facts.js'
import { waitingKey } from './media-key.js'
import { MediaTickets, sealOf, type Ticket } from './media-tickets.js'

/** Long enough for 100 MB over a slow line. */
const TICKET_MS = 20 * minuteMs
/** One operator cannot fill the store with files that nobody finishes. */
const MOST_OPEN_TICKETS = 40

/** Gives an operator an address to send one file to: the bucket's own, or ours where there is no bucket. */
@Injectable()
export class OpenTicket {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly tickets: MediaTickets,
    private readonly auditLog: AuditLog,
    @Inject(FILE_STORE) private readonly files: FileStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Throws PAYLOAD_TOO_LARGE, RATE_LIMITED, or UPLOAD_EXPIRED where the key's first ticket has run out. */
  async run(operator: OperatorActor, call: IdempotentCall, body: TicketBody): Promise<UploadTicket> {
    const maxBytes = body.type === VIDEO_TYPE ? this.config.videoMaxBytes : MAX_UPLOAD_BYTES
    if (body.bytes > maxBytes) throw new DomainError('PAYLOAD_TOO_LARGE', { maxBytes })
    const { id } = await this.database.transaction((tx) =>
      this.idempotency.run(tx, call, 'mediaTicket', async (proposed) => {
        await this.write(tx, operator, proposed, body)
        return proposed
      }),
    )
    const ticket = await this.tickets.of(operator, id)
    this.tickets.assertOpen(ticket)
    return this.viewOf(ticket)
  }

  private async write(tx: Tx, operator: OperatorActor, id: string, body: TicketBody): Promise<void> {
    const now = this.clock.now()
    // One after the other for one operator, so that the count holds.
    await tx.rows('select pg_advisory_xact_lock(hashtextextended($1, 200))', [operator.operatorId])
    const { open } = await tx.one<{ open: number }>(
      `select count(*) as open from media_tickets where operator_id = $1 and state = 'open' and expires_at > $2`,
      [operator.operatorId, isoOf(now)],
    )
    if (open >= MOST_OPEN_TICKETS) throw new DomainError('RATE_LIMITED')
    const name = fileLabel(body.name)
    await tx.execute(
      `insert into media_tickets (id, operator_id, purpose, type, bytes, name, media_id, created_at, expires_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        id,
        operator.operatorId,
        body.purpose,
        body.type,
        body.bytes,
        name,
        randomName(),
        isoOf(now),
        isoOf(addMs(now, TICKET_MS)),
      ],
    )
    await this.auditLog.write(tx, {
      actor: operator,
      permission: 'media.write',
      action: 'media.upload_begun',
      subject: { kind: 'upload', id },
      after: { purpose: body.purpose, type: body.type, bytes: body.bytes },
    })
  }

  private async viewOf(ticket: Ticket): Promise<UploadTicket> {
    const { id, type, bytes, expiresAt } = ticket
    const seconds = Math.ceil(msBetween(this.clock.now(), expiresAt) / 1_000)
    const own = {
      url: urlOf(mediaRoutes.sendFile, { id }, { seal: sealOf(ticket) }),
      headers: { 'content-type': type, 'x-jishi-csrf': '1' },
    }
    const door = (await this.files.door(waitingKey(id), { type, bytes, seconds })) ?? own
    return { id, ...door, expiresAt: isoOf(expiresAt) }
  }
}
