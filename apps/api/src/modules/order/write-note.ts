import { Inject, Injectable } from '@nestjs/common'
import type { OrderNoteBody } from '@jishi/contracts/order/order.schema'
import { DomainError } from '@jishi/kernel/errors'
import { idOf } from '@jishi/kernel/id'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { AuditLog } from '../../infra/audit-log/audit-log.js'
import type { OperatorActor } from '../../infra/auth/actor.js'
import { CLOCK } from '../../infra/clock/clock.js'
import { Database } from '../../infra/database/database.js'
import { Idempotency, type IdempotentCall } from '../../infra/idempotency/idempotency.js'
import { OrderSeals } from './order-seals.js'

/** A note and a colour for the people of the shop. A new version is a new row: two writers at once meet on its key. */
@Injectable()
export class WriteNote {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly seals: OrderSeals,
    private readonly auditLog: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Throws NOT_FOUND, or VERSION_CONFLICT when somebody wrote in between. */
  async run(operator: OperatorActor, orderId: string, call: IdempotentCall, body: OrderNoteBody): Promise<void> {
    await this.database.transaction((tx) =>
      this.idempotency.run(tx, call, 'order', async () => {
        const order = await tx.maybe<{ memberId: string }>(`select member_id as "memberId" from orders where id = $1`, [
          orderId,
        ])
        if (order === undefined) throw new DomainError('NOT_FOUND')
        const before = await tx.maybe<{ version: number; flag: string | null }>(
          `select version, flag from order_notes where order_id = $1 order by version desc limit 1`,
          [orderId],
        )
        if ((before?.version ?? 0) !== body.version) throw new DomainError('VERSION_CONFLICT')
        const { operatorId } = operator
        const written = await tx.execute(
          `insert into order_notes (order_id, version, member_id, operator_id, flag, text_enc, written_at)
           values ($1, $2, $3, $4, $5, $6, $7) on conflict (order_id, version) do nothing`,
          [
            orderId,
            body.version + 1,
            order.memberId,
            operatorId,
            body.flag,
            this.seals.sealInternal(body.text),
            isoOf(this.clock.now()),
          ],
        )
        if (written === 0) throw new DomainError('VERSION_CONFLICT')
        await this.auditLog.write(tx, {
          actor: operator,
          permission: 'order.note',
          action: 'order.note_written',
          subject: { kind: 'order', id: orderId },
          before: { version: body.version, flag: before?.flag ?? null },
          // The words themselves may name a person; they stay sealed with their version.
          after: { version: body.version + 1, flag: body.flag, length: body.text.length },
        })
        return idOf<'order'>(orderId)
      }),
    )
  }
}
