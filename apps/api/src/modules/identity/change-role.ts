import { Injectable } from '@nestjs/common'
import type { RoleBody } from '@jishi/contracts/identity/operators.schema'
import { DomainError } from '@jishi/kernel/errors'
import { idOf } from '@jishi/kernel/id'
import { AuditLog } from '../../infra/audit-log/audit-log.js'
import type { OperatorActor } from '../../infra/auth/actor.js'
import { Database } from '../../infra/database/database.js'
import type { Tx } from '../../infra/database/sql.js'
import { Idempotency, type IdempotentCall } from '../../infra/idempotency/idempotency.js'
import { writePermissions } from './role-permissions.js'
import { ownRole, type OwnRole } from './own-role.js'
import { Staff } from './staff.js'

/** Changes what a role of the shop's own may do. Whoever has it may do so from their next request on. */
@Injectable()
export class ChangeRole {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly staff: Staff,
    private readonly auditLog: AuditLog,
  ) {}

  /** Throws NOT_FOUND, ROLE_PROTECTED, ROLE_NAME_TAKEN, GRANT_BEYOND_OWN (for what it held as for what it will hold). */
  async run(actor: OperatorActor, call: IdempotentCall, id: string, body: RoleBody): Promise<void> {
    await this.database.transaction((tx) =>
      this.idempotency.run(tx, call, 'role', async () => {
        await this.staff.takeTurn(tx)
        const role = await ownRole(tx, id)
        const both = new Set([...role.permissions, ...body.permissions])
        await this.staff.assertCovers(tx, actor, { everything: false, permissions: both })
        await this.write(tx, actor, role, body)
        return idOf<'role'>(id)
      }),
    )
  }

  private async write(tx: Tx, actor: OperatorActor, role: OwnRole, body: RoleBody): Promise<void> {
    const named = await tx.execute(
      `update roles set name = $2, description = $3
        where id = $1 and not exists (select 1 from roles o where o.name = $2 and o.id <> $1)`,
      [role.id, body.name, body.description],
    )
    if (named === 0) throw new DomainError('ROLE_NAME_TAKEN')
    await writePermissions(tx, role.code, body.permissions)
    await this.auditLog.write(tx, {
      actor,
      permission: 'operator.write',
      action: 'role.changed',
      subject: { kind: 'role', id: role.id },
      before: { name: role.name, description: role.description, permissions: role.permissions },
      after: body,
    })
  }
}
