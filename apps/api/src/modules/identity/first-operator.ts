import { Injectable } from '@nestjs/common'
import { OWNER_ROLE } from '@jishi/contracts/identity/operators.terms'
import type { Id } from '@jishi/kernel/id'
import { AuditLog } from '../../infra/audit-log/audit-log.js'
import { Database } from '../../infra/database/database.js'
import { Operators, usernameOf, type NewOperator } from './operators.js'
import { Staff } from './staff.js'

/** Why the command refused; it has not changed anything. */
export class ShopHasOwner extends Error {
  override readonly name = 'ShopHasOwner'
}

/**
 * Makes an operator from the machine the shop runs on, where nobody can sign in yet. There is no page and no route for
 * it, so there is nothing to be entered a second time by somebody else.
 */
@Injectable()
export class FirstOperator {
  constructor(
    private readonly database: Database,
    private readonly operators: Operators,
    private readonly staff: Staff,
    private readonly auditLog: AuditLog,
  ) {}

  /** Throws ShopHasOwner unless forced, USERNAME_TAKEN, VALIDATION_FAILED for a role that does not exist. */
  async run(operator: NewOperator, force: boolean): Promise<Id<'operator'>> {
    return this.database.transaction(async (tx) => {
      await this.staff.takeTurn(tx)
      await this.staff.authorityOfRoles(tx, operator.roles)
      const { owned } = await tx.one<{ owned: boolean }>(
        'select exists (select 1 from grants where role_code = $1) as owned',
        [OWNER_ROLE],
      )
      if (owned && !force) throw new ShopHasOwner('this shop has an owner already: sign in as one, or say --force')
      const id = await this.operators.create(tx, operator)
      await this.auditLog.write(tx, {
        actor: { kind: 'system', name: 'operator-command' },
        action: 'operator.created',
        subject: { kind: 'operator', id },
        after: {
          username: usernameOf(operator.username),
          displayName: operator.displayName,
          roles: operator.roles,
          forced: owned,
        },
      })
      return id
    })
  }
}
