import { Injectable } from '@nestjs/common'
import { DomainError } from '@jishi/kernel/errors'
import { idOf } from '@jishi/kernel/id'
import { AuditLog } from '../../infra/audit-log/audit-log.js'
import type { OperatorActor } from '../../infra/auth/actor.js'
import { Database } from '../../infra/database/database.js'
import { Idempotency, type IdempotentCall } from '../../infra/idempotency/idempotency.js'
import { Sessions } from './sessions.js'

/** Signs a member out on one device, such as a phone that was lost. */
@Injectable()
export class EndMemberSession {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly sessions: Sessions,
    private readonly auditLog: AuditLog,
  ) {}

  /** Throws NOT_FOUND, the same whether there is none or it is another member's. */
  async run(operator: OperatorActor, call: IdempotentCall, memberId: string, sessionId: string): Promise<void> {
    await this.database.transaction((tx) =>
      this.idempotency.run(tx, call, 'session', async () => {
        const known = await tx.maybe<{ open: boolean }>(
          `select bool_or(revoked_at is null) as open from sessions where family_id = $1 and member_id = $2
            group by family_id`,
          [sessionId, memberId],
        )
        if (known === undefined) throw new DomainError('NOT_FOUND')
        if (known.open) {
          await this.sessions.revokeFamily(tx, sessionId, 'sign_out')
          await this.auditLog.write(tx, {
            actor: operator,
            permission: 'member.block',
            action: 'member.session_ended',
            subject: { kind: 'member', id: memberId },
            after: { sessionId },
          })
        }
        return idOf<'session'>(sessionId)
      }),
    )
  }
}
