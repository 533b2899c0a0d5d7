import { Injectable } from '@nestjs/common'
import type { ReceiverLines } from '@jishi/contracts/order/receiver.schema'
import { DomainError } from '@jishi/kernel/errors'
import { idOf } from '@jishi/kernel/id'
import { AuditLog } from '../../infra/audit-log/audit-log.js'
import type { OperatorActor } from '../../infra/auth/actor.js'
import { Database } from '../../infra/database/database.js'
import { Idempotency, type IdempotentCall } from '../../infra/idempotency/idempotency.js'
import { OrderSeals, wholeReceiver } from './order-seals.js'

interface SealedRow {
  id: string
  orderNo: string
  addressEnc: string
}

/** The whole receivers of several orders. Each revealed order leaves its own row, so that its history can be asked by order. */
@Injectable()
export class RevealReceivers {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly seals: OrderSeals,
    private readonly auditLog: AuditLog,
  ) {}

  /** Throws NOT_FOUND when any of them is missing or has no receiver: nobody takes half a list for the whole. */
  async run(operator: OperatorActor, ids: readonly string[], call: IdempotentCall): Promise<ReceiverLines> {
    const asked = [...new Set(ids)]
    const found = await this.database.transaction(async (tx) => {
      const rows = await tx.rows<SealedRow>(
        `select id, order_no as "orderNo", address_enc as "addressEnc" from orders where id = any($1::uuid[]) and address_enc is not null`,
        [asked],
      )
      if (rows.length < asked.length) throw new DomainError('NOT_FOUND')
      await this.idempotency.run(tx, call, 'order', async () => {
        for (const { id } of rows) {
          await this.auditLog.write(tx, {
            actor: operator,
            permission: 'order.receiver',
            action: 'order.receiver_revealed',
            subject: { kind: 'order', id },
          })
        }
        return idOf<'order'>(asked[0] ?? '')
      })
      return new Map(rows.map((row) => [row.id, row]))
    })
    return {
      items: asked.flatMap((id) => {
        const row = found.get(id)
        if (row === undefined) return []
        return [{ id, orderNo: row.orderNo, ...wholeReceiver(this.seals.openReceiver(row.addressEnc)) }]
      }),
    }
  }
}
