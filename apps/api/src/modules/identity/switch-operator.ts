import { Injectable } from '@nestjs/common'
import { OWNER_ROLE, type OperatorState } from '@jishi/contracts/identity/operators.terms'
import { DomainError } from '@jishi/kernel/errors'
import { idOf } from '@jishi/kernel/id'
import { AuditLog } from '../../infra/audit-log/audit-log.js'
import type { OperatorActor } from '../../infra/auth/actor.js'
import { Database } from '../../infra/database/database.js'
import type { Tx } from '../../infra/database/sql.js'
import { Idempotency, type IdempotentCall } from '../../infra/idempotency/idempotency.js'
import { Staff } from './staff.js'

/** Disables an operator, whose sessions end with it, or lets them in again. */
@Injectable()
export class SwitchOperator {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly staff: Staff,
    private readonly auditLog: AuditLog,
  ) {}

  /** Throws NOT_FOUND, OPERATOR_IS_SELF, GRANT_BEYOND_OWN, LAST_OWNER. What is so already stays so, without a row. */
  async run(actor: OperatorActor, call: IdempotentCall, id: string, state: OperatorState): Promise<void> {
    await this.database.transaction((tx) =>
      this.idempotency.run(tx, call, 'operator', async () => {
        await this.staff.takeTurn(tx)
        const target = await this.staff.member(tx, id)
        if (id === actor.operatorId) throw new DomainError('OPERATOR_IS_SELF')
        await this.staff.assertCovers(tx, actor, target)
        if (target.state !== state) await this.write(tx, actor, id, state)
        return idOf<'operator'>(id)
      }),
    )
  }

  private async write(tx: Tx, actor: OperatorActor, id: string, state: OperatorState): Promise<void> {
    if (state === 'disabled') await this.disable(tx, id)
    else await tx.execute(`update operators set state = 'active' where id = $1`, [id])
    await this.auditLog.write(tx, {
      actor,
      permission: 'operator.write',
      action: state === 'disabled' ? 'operator.disabled' : 'operator.enabled',
      subject: { kind: 'operator', id },
      before: { state: state === 'disabled' ? 'active' : 'disabled' },
      after: { state },
    })
  }

  private async disable(tx: Tx, id: string): Promise<void> {
    const disabled = await tx.execute(
      `update operators set state = 'disabled' where id = $1 and state = 'active'
          and (not exists (select 1 from grants where operator_id = $1 and role_code = $2)
               or exists (select 1 from grants g join operators o on o.id = g.operator_id
                           where g.role_code = $2 and o.state = 'active' and o.id <> $1))`,
      [id, OWNER_ROLE],
    )
    if (disabled === 0) throw new DomainError('LAST_OWNER')
    await this.staff.endSessions(tx, id)
  }
}
