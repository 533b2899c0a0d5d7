import { Inject, Injectable } from '@nestjs/common'
import { DomainError } from '@jishi/kernel/errors'
import { AuditLog } from '../../infra/audit-log/audit-log.js'
import type { OperatorActor } from '../../infra/auth/actor.js'
import { Database } from '../../infra/database/database.js'
import type { Upload } from '../../infra/http/upload.js'
import { FILE_STORE, type FileStore } from '../../infra/storage/file-store.js'
import { waitingKey } from './media-key.js'
import { isSeal, MediaTickets } from './media-tickets.js'

/** Takes the file of a ticket where the store has no door of its own: streamed to where it waits, never held. */
@Injectable()
export class ReceiveFile {
  constructor(
    private readonly database: Database,
    private readonly tickets: MediaTickets,
    private readonly auditLog: AuditLog,
    @Inject(FILE_STORE) private readonly files: FileStore,
  ) {}

  /**
   * Throws NOT_FOUND for a ticket of somebody else or a wrong seal, UPLOAD_EXPIRED, UNSUPPORTED_MEDIA_TYPE for another type
   * than the ticket's, PAYLOAD_TOO_LARGE and UPLOAD_INCOMPLETE for another size, REQUEST_TIMEOUT for a sender who leaves.
   */
  async run(operator: OperatorActor, id: string, seal: string, upload: Upload): Promise<void> {
    const ticket = await this.tickets.of(operator, id)
    if (!isSeal(ticket, seal)) throw new DomainError('NOT_FOUND')
    this.tickets.assertOpen(ticket)
    if (upload.type !== ticket.type) throw new DomainError('UNSUPPORTED_MEDIA_TYPE')
    if ((upload.announced ?? 0) > ticket.bytes) throw new DomainError('PAYLOAD_TOO_LARGE', { maxBytes: ticket.bytes })
    await this.files.receive(waitingKey(id), upload.stream(), ticket.bytes)
    await this.database.transaction((tx) =>
      this.auditLog.write(tx, {
        actor: operator,
        permission: 'media.write',
        action: 'media.file_received',
        subject: { kind: 'upload', id },
        after: { type: ticket.type, bytes: ticket.bytes },
      }),
    )
  }
}
