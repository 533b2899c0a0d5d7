import { Injectable } from '@nestjs/common'
import type { RoleBody } from '@jishi/contracts/identity/operators.schema'
import { DomainError } from '@jishi/kernel/errors'
import type { Id } from '@jishi/kernel/id'
import { AuditLog } from '../../infra/audit-log/audit-log.js'
import type { OperatorActor } from '../../infra/auth/actor.js'
import { Database } from '../../infra/database/database.js'
import { Idempotency, type IdempotentCall } from '../../infra/idempotency/idempotency.js'
import { writePermissions } from './role-permissions.js'
import { Staff } from './staff.js'

/** Makes a role out of permissions that its author has. */
@Injectable()
export class CreateRole {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly staff: Staff,
    private readonly auditLog: AuditLog,
  ) {}

  /** Throws ROLE_NAME_TAKEN, GRANT_BEYOND_OWN. */
  async run(actor: OperatorActor, call: IdempotentCall, body: RoleBody): Promise<Id<'role'>> {
    const outcome = await this.database.transaction((tx) =>
      this.idempotency.run(tx, call, 'role', async (id) => {
        await this.staff.takeTurn(tx)
        await this.staff.assertCovers(tx, actor, { everything: false, permissions: new Set(body.permissions) })
        const code = `role-${id}`
        const made = await tx.execute(
          'insert into roles (id, code, name, description) values ($1, $2, $3, $4) on conflict (name) do nothing',
          [id, code, body.name, body.description],
        )
        if (made === 0) throw new DomainError('ROLE_NAME_TAKEN')
        await writePermissions(tx, code, body.permissions)
        await this.auditLog.write(tx, {
          actor,
          permission: 'operator.write',
          action: 'role.created',
          subject: { kind: 'role', id },
          after: body,
        })
        return id
      }),
    )
    return outcome.id
  }
}
