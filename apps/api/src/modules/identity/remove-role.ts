import { Injectable } from '@nestjs/common'
import { DomainError } from '@jishi/kernel/errors'
import { idOf } from '@jishi/kernel/id'
import { AuditLog } from '../../infra/audit-log/audit-log.js'
import type { OperatorActor } from '../../infra/auth/actor.js'
import { Database } from '../../infra/database/database.js'
import { Idempotency, type IdempotentCall } from '../../infra/idempotency/idempotency.js'
import { ownRole } from './own-role.js'
import { writePermissions } from './role-permissions.js'
import { Staff } from './staff.js'

/** Removes a role that nobody has any more. */
@Injectable()
export class RemoveRole {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly staff: Staff,
    private readonly auditLog: AuditLog,
  ) {}

  /** Throws NOT_FOUND, ROLE_PROTECTED, ROLE_IN_USE, GRANT_BEYOND_OWN. */
  async run(actor: OperatorActor, call: IdempotentCall, id: string): Promise<void> {
    await this.database.transaction((tx) =>
      this.idempotency.run(tx, call, 'role', async () => {
        await this.staff.takeTurn(tx)
        const role = await ownRole(tx, id)
        await this.staff.assertCovers(tx, actor, { everything: false, permissions: new Set(role.permissions) })
        await writePermissions(tx, role.code, [])
        const removed = await tx.execute(
          'delete from roles r where id = $1 and not exists (select 1 from grants g where g.role_code = r.code)',
          [id],
        )
        if (removed === 0) throw new DomainError('ROLE_IN_USE')
        await this.auditLog.write(tx, {
          actor,
          permission: 'operator.write',
          action: 'role.removed',
          subject: { kind: 'role', id },
          before: { name: role.name, description: role.description, permissions: role.permissions },
        })
        return idOf<'role'>(id)
      }),
    )
  }
}
