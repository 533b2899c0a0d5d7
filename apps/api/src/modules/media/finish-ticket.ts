import { Inject, Injectable, Logger } from '@nestjs/common'
import { setTimeout as pause } from 'node:timers/promises'
import { idOf } from '@jishi/kernel/id'
import { DomainError } from '@jishi/kernel/errors'
import { AuditLog } from '../../infra/audit-log/audit-log.js'
import type { OperatorActor } from '../../infra/auth/actor.js'
import { Database } from '../../infra/database/database.js'
import { Idempotency, type IdempotentCall } from '../../infra/idempotency/idempotency.js'
import { FILE_STORE, type FileStore } from '../../infra/storage/file-store.js'
import { MakeMedia, type MadeMedia } from './make-media.js'
import { waitingKey } from './media-key.js'
import { kindOf, MediaTickets, type Ticket } from './media-tickets.js'

const LOOK_EVERY_MS = 100
const WAIT_MS = 20_000

const flawOf = (error: unknown): string | undefined => {
  if (!(error instanceof DomainError) || !['PICTURE_REFUSED', 'VIDEO_REFUSED'].includes(error.code)) return undefined
  return (error.details as { reason: string }).reason
}

/**
 * Ends a ticket: looks at the file that came, makes of it what the shop keeps, and says the same each time it is asked.
 * One call does the work, the others wait for it; a call that died is taken over by the next.
 */
@Injectable()
export class FinishTicket {
  private readonly log = new Logger('Media')

  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly tickets: MediaTickets,
    private readonly make: MakeMedia,
    private readonly auditLog: AuditLog,
    @Inject(FILE_STORE) private readonly files: FileStore,
  ) {}

  /**
   * Answers the name of the picture or film. Throws NOT_FOUND, UPLOAD_EXPIRED, UPLOAD_INCOMPLETE (the file may still be
   * sent), PICTURE_REFUSED or VIDEO_REFUSED with a reason (it may not), IDEMPOTENCY_IN_FLIGHT.
   */
  async run(operator: OperatorActor, call: IdempotentCall, id: string): Promise<string> {
    const ticket = await this.mine(operator, id)
    if (ticket === 'finished') return this.once(operator, call, id)
    let mediaId: string
    try {
      mediaId = await this.once(operator, call, id, await this.make.run(ticket))
    } catch (error) {
      await this.stop(ticket, error)
      throw error
    }
    await this.files.remove(waitingKey(id)).catch(() => this.log.warn(`the file of upload ${id} is left to the sweep`))
    return mediaId
  }

  /** Becomes the one who finishes it, or waits for whoever is. */
  private async mine(operator: OperatorActor, id: string): Promise<Ticket | 'finished'> {
    const until = performance.now() + WAIT_MS
    for (;;) {
      const ticket = await this.tickets.of(operator, id)
      if (ticket.state === 'finished') return 'finished'
      if (ticket.state === 'refused') throw refusalOf(ticket)
      this.tickets.assertOpen(ticket)
      if (await this.tickets.begin(ticket)) return ticket
      if (performance.now() > until) throw new DomainError('IDEMPOTENCY_IN_FLIGHT')
      await pause(LOOK_EVERY_MS)
    }
  }

  /** What can never become a picture is refused for good and leaves nothing; anything else may be tried again. */
  private async stop(ticket: Ticket, error: unknown): Promise<void> {
    const flaw = flawOf(error)
    if (flaw === undefined) return this.tickets.giveUp(ticket)
    await this.make.discard(ticket)
    await this.tickets.refuse(ticket, flaw)
  }

  private async once(operator: OperatorActor, call: IdempotentCall, id: string, made?: MadeMedia): Promise<string> {
    return this.database.transaction(async (tx) => {
      await this.idempotency.run(tx, call, 'mediaTicket', async () => {
        const ticket = await this.tickets.of(operator, id, tx)
        if (made !== undefined && (await this.tickets.finish(tx, ticket))) {
          await this.make.write(tx, ticket, made)
          await this.auditLog.write(tx, {
            actor: operator,
            permission: 'media.write',
            action: 'media.uploaded',
            subject: { kind: kindOf(ticket), id: ticket.mediaId },
            after: { purpose: ticket.purpose, sentBytes: ticket.bytes },
          })
        }
        return idOf<'mediaTicket'>(id)
      })
      const { state, mediaId } = await this.tickets.of(operator, id, tx)
      if (state !== 'finished') throw new DomainError('UPLOAD_EXPIRED')
      return mediaId
    })
  }
}

const refusalOf = (ticket: Ticket): DomainError =>
  new DomainError(kindOf(ticket) === 'video' ? 'VIDEO_REFUSED' : 'PICTURE_REFUSED', { reason: ticket.flaw })
