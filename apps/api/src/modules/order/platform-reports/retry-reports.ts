import { Injectable } from '@nestjs/common'
import type { OrderReports } from '@jishi/contracts/order/platform-reports.schema'
import { DomainError } from '@jishi/kernel/errors'
import { idOf } from '@jishi/kernel/id'
import { AuditLog } from '../../../infra/audit-log/audit-log.js'
import type { OperatorActor } from '../../../infra/auth/actor.js'
import { Database } from '../../../infra/database/database.js'
import type { Sql } from '../../../infra/database/sql.js'
import { Idempotency, type IdempotentCall } from '../../../infra/idempotency/idempotency.js'
import { PlatformReportsQueries } from './platform-reports.queries.js'
import { TellPlatforms } from './tell-platforms.js'

/** An operator has what a wallet did not take told again: the merchant's console was put right, or the wallet is well again. */
@Injectable()
export class RetryReports {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly telling: TellPlatforms,
    private readonly queries: PlatformReportsQueries,
    private readonly auditLog: AuditLog,
  ) {}

  /** Throws NOT_FOUND; where nothing failed nothing is done. */
  async run(operator: OperatorActor, orderId: string, call: IdempotentCall): Promise<void> {
    await this.database.transaction((tx) =>
      this.idempotency.run(tx, call, 'order', async () => {
        const order = await tx.maybe(`select 1 as one from orders where id = $1 for share`, [orderId])
        if (order === undefined) throw new DomainError('NOT_FOUND')
        const before = await this.states(tx, orderId)
        await this.telling.again(tx, orderId)
        await this.auditLog.write(tx, {
          actor: operator,
          permission: 'order.ship',
          action: 'order.platform_retried',
          subject: { kind: 'order', id: orderId },
          before,
          after: await this.states(tx, orderId),
        })
        return idOf<'order'>(orderId)
      }),
    )
  }

  private async states(sql: Sql, orderId: string): Promise<object> {
    const { items }: OrderReports = await this.queries.ofOrder(sql, orderId)
    return { reports: items.map(({ attemptNo, state, problem }) => ({ attemptNo, state, problem })) }
  }
}
