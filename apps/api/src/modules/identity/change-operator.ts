import { Inject, Injectable } from '@nestjs/common'
import type { ChangeOperatorBody } from '@jishi/contracts/identity/operators.schema'
import { OWNER_ROLE } from '@jishi/contracts/identity/operators.terms'
import { DomainError } from '@jishi/kernel/errors'
import { idOf } from '@jishi/kernel/id'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { AuditLog } from '../../infra/audit-log/audit-log.js'
import type { OperatorActor } from '../../infra/auth/actor.js'
import { CLOCK } from '../../infra/clock/clock.js'
import { Database } from '../../infra/database/database.js'
import type { Tx } from '../../infra/database/sql.js'
import { Idempotency, type IdempotentCall } from '../../infra/idempotency/idempotency.js'
import { Staff, type StaffMember } from './staff.js'

/** Gives an operator another name or other roles. It counts from their next request on. */
@Injectable()
export class ChangeOperator {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly staff: Staff,
    private readonly auditLog: AuditLog,
  ) {}

  /** Throws NOT_FOUND, GRANT_BEYOND_OWN, LAST_OWNER, VALIDATION_FAILED for a role that does not exist. */
  async run(actor: OperatorActor, call: IdempotentCall, id: string, body: ChangeOperatorBody): Promise<void> {
    await this.database.transaction((tx) =>
      this.idempotency.run(tx, call, 'operator', async () => {
        await this.staff.takeTurn(tx)
        const target = await this.staff.member(tx, id)
        await this.staff.assertCovers(tx, actor, target)
        await this.staff.assertCovers(tx, actor, await this.staff.authorityOfRoles(tx, body.roles))
        await this.write(tx, actor, target, body)
        return idOf<'operator'>(id)
      }),
    )
  }

  private async write(tx: Tx, actor: OperatorActor, target: StaffMember, body: ChangeOperatorBody): Promise<void> {
    const roles = [...new Set(body.roles)].sort()
    await tx.execute('update operators set display_name = $2 where id = $1', [target.id, body.displayName])
    if (target.roles.includes(OWNER_ROLE) && !roles.includes(OWNER_ROLE)) await this.takeOwnership(tx, target.id)
    await tx.execute('delete from grants where operator_id = $1 and role_code <> all($2::text[])', [target.id, roles])
    await tx.execute(
      `insert into grants (operator_id, role_code, granted_at) select $1, code, $3 from unnest($2::text[]) as r (code)
       on conflict do nothing`,
      [target.id, roles, isoOf(this.clock.now())],
    )
    await this.auditLog.write(tx, {
      actor,
      permission: 'operator.write',
      action: 'operator.changed',
      subject: { kind: 'operator', id: target.id },
      before: { displayName: target.displayName, roles: target.roles },
      after: { displayName: body.displayName, roles },
    })
  }

  /** A shop without an owner could never be given one again, so the statement itself refuses. */
  private async takeOwnership(tx: Tx, id: string): Promise<void> {
    const taken = await tx.execute(
      `delete from grants where operator_id = $1 and role_code = $2
          and (exists (select 1 from operators where id = $1 and state = 'disabled')
               or exists (select 1 from grants g join operators o on o.id = g.operator_id
                           where g.role_code = $2 and o.state = 'active' and o.id <> $1))`,
      [id, OWNER_ROLE],
    )
    if (taken === 0) throw new DomainError('LAST_OWNER')
  }
}
