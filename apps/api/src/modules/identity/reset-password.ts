import { randomInt } from 'node:crypto'
import { Injectable } from '@nestjs/common'
import { DomainError } from '@jishi/kernel/errors'
import { idOf } from '@jishi/kernel/id'
import { AuditLog } from '../../infra/audit-log/audit-log.js'
import type { OperatorActor } from '../../infra/auth/actor.js'
import { Database } from '../../infra/database/database.js'
import { Idempotency, type IdempotentCall } from '../../infra/idempotency/idempotency.js'
import type { OperatorWithPassword } from './create-operator.js'
import { oneTimePassword } from './domain/one-time-password.js'
import { hashPassword } from './passwords.js'
import { Staff } from './staff.js'

/** Gives an operator who lost theirs a password for one sign-in; every session of theirs ends. */
@Injectable()
export class ResetPassword {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly staff: Staff,
    private readonly auditLog: AuditLog,
  ) {}

  /** Throws NOT_FOUND, OPERATOR_IS_SELF (one's own is changed, not reset), GRANT_BEYOND_OWN. */
  async run(actor: OperatorActor, call: IdempotentCall, id: string): Promise<OperatorWithPassword> {
    const password = oneTimePassword((below) => randomInt(below))
    const passwordHash = await hashPassword(password)
    const outcome = await this.database.transaction((tx) =>
      this.idempotency.run(tx, call, 'operator', async () => {
        await this.staff.takeTurn(tx)
        const target = await this.staff.member(tx, id)
        if (id === actor.operatorId) throw new DomainError('OPERATOR_IS_SELF')
        await this.staff.assertCovers(tx, actor, target)
        await tx.execute('update operators set password_hash = $2, must_change_password = true where id = $1', [
          id,
          passwordHash,
        ])
        await this.staff.endSessions(tx, id)
        await this.auditLog.write(tx, {
          actor,
          permission: 'operator.write',
          action: 'operator.password_reset',
          subject: { kind: 'operator', id },
        })
        return idOf<'operator'>(id)
      }),
    )
    return { id: outcome.id, oneTimePassword: outcome.repeated ? null : password }
  }
}
