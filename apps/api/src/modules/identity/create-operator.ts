import { randomInt } from 'node:crypto'
import { Injectable } from '@nestjs/common'
import type { CreateOperatorBody } from '@jishi/contracts/identity/operators.schema'
import type { Id } from '@jishi/kernel/id'
import { AuditLog } from '../../infra/audit-log/audit-log.js'
import type { OperatorActor } from '../../infra/auth/actor.js'
import { Database } from '../../infra/database/database.js'
import type { Tx } from '../../infra/database/sql.js'
import { Idempotency, type IdempotentCall } from '../../infra/idempotency/idempotency.js'
import { oneTimePassword } from './domain/one-time-password.js'
import { Operators, usernameOf } from './operators.js'
import { hashPassword } from './passwords.js'
import { Staff } from './staff.js'

export interface OperatorWithPassword {
  readonly id: Id<'operator'>
  /** Null when an earlier request with this key made the operator: the password was told then. */
  readonly oneTimePassword: string | null
}

/** Makes a person of the shop. Whoever makes them knows a password that opens nothing but its own change. */
@Injectable()
export class CreateOperator {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly operators: Operators,
    private readonly staff: Staff,
    private readonly auditLog: AuditLog,
  ) {}

  /** Throws USERNAME_TAKEN, GRANT_BEYOND_OWN, VALIDATION_FAILED for a role that does not exist. */
  async run(actor: OperatorActor, call: IdempotentCall, body: CreateOperatorBody): Promise<OperatorWithPassword> {
    const password = oneTimePassword((below) => randomInt(below))
    const passwordHash = await hashPassword(password)
    const { id, repeated } = await this.database.transaction((tx) =>
      this.idempotency.run(tx, call, 'operator', async (proposed) => {
        await this.make(tx, actor, proposed, body, passwordHash)
        return proposed
      }),
    )
    return { id, oneTimePassword: repeated ? null : password }
  }

  private async make(
    tx: Tx,
    actor: OperatorActor,
    id: Id<'operator'>,
    body: CreateOperatorBody,
    passwordHash: string,
  ): Promise<void> {
    await this.staff.takeTurn(tx)
    await this.staff.assertCovers(tx, actor, await this.staff.authorityOfRoles(tx, body.roles))
    await this.operators.insert(tx, { ...body, id, passwordHash, mustChangePassword: true })
    await this.auditLog.write(tx, {
      actor,
      permission: 'operator.write',
      action: 'operator.created',
      subject: { kind: 'operator', id },
      after: { username: usernameOf(body.username), displayName: body.displayName, roles: body.roles },
    })
  }
}
