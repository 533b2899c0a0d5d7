import { Injectable } from '@nestjs/common'
import { DomainError } from '@jishi/kernel/errors'
import { AuditLog } from '../../infra/audit-log/audit-log.js'
import type { OperatorActor } from '../../infra/auth/actor.js'
import { Pii } from '../../infra/crypto/pii.js'
import { Database } from '../../infra/database/database.js'

const PHONE = 'members.phone'

/** Shows one whole phone number. Each time it is shown leaves a row behind, a repeat of the same request as well. */
@Injectable()
export class RevealPhone {
  constructor(
    private readonly database: Database,
    private readonly pii: Pii,
    private readonly auditLog: AuditLog,
  ) {}

  /** Null where no phone was ever proven. Throws NOT_FOUND. */
  async run(operator: OperatorActor, memberId: string): Promise<string | null> {
    const phoneEnc = await this.database.transaction(async (tx) => {
      const row = await tx.maybe<{ phoneEnc: string | null }>(
        'select phone_enc as "phoneEnc" from members where id = $1',
        [memberId],
      )
      if (row === undefined) throw new DomainError('NOT_FOUND')
      await this.auditLog.write(tx, {
        actor: operator,
        permission: 'member.phone',
        action: 'member.phone_revealed',
        subject: { kind: 'member', id: memberId },
      })
      return row.phoneEnc
    })
    return phoneEnc === null ? null : this.pii.open(PHONE, phoneEnc)
  }
}
