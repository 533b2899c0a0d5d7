import { Injectable } from '@nestjs/common'
import { DomainError } from '@jishi/kernel/errors'
import { AuditLog } from '../../infra/audit-log/audit-log.js'
import type { OperatorActor } from '../../infra/auth/actor.js'
import { Pii } from '../../infra/crypto/pii.js'
import { Database } from '../../infra/database/database.js'

const CONTACT = 'feedbacks.contact'

/** How somebody wishes to be reached: sealed when it comes, and opened for one operator at a time, on record. */
@Injectable()
export class ContactSeal {
  constructor(
    private readonly pii: Pii,
    private readonly database: Database,
    private readonly auditLog: AuditLog,
  ) {}

  closed(contact: string | undefined): string | null {
    return contact === undefined ? null : this.pii.seal(CONTACT, contact)
  }

  /** Throws NOT_FOUND, for a feedback without a contact as well. */
  async reveal(operator: OperatorActor, id: string): Promise<string> {
    const sealed = await this.database.transaction(async (tx) => {
      const row = await tx.maybe<{ contactEnc: string | null }>(
        'select contact_enc as "contactEnc" from feedbacks where id = $1',
        [id],
      )
      if (row === undefined || row.contactEnc === null) throw new DomainError('NOT_FOUND')
      await this.auditLog.write(tx, {
        actor: operator,
        permission: 'service.write',
        action: 'feedback.contact_revealed',
        subject: { kind: 'feedback', id },
      })
      return row.contactEnc
    })
    return this.pii.open(CONTACT, sealed)
  }
}
