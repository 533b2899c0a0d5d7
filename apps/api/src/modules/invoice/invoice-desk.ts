import { Injectable } from '@nestjs/common'
import type { InvoiceAction } from '@jishi/contracts/invoice/invoice.terms'
import { idOf } from '@jishi/kernel/id'
import { AuditLog } from '../../infra/audit-log/audit-log.js'
import type { OperatorActor } from '../../infra/auth/actor.js'
import { Database } from '../../infra/database/database.js'
import type { Tx } from '../../infra/database/sql.js'
import { Idempotency, type IdempotentCall } from '../../infra/idempotency/idempotency.js'
import { InvoiceStore, type HeldInvoice } from './invoice.store.js'

export interface DeskStep {
  readonly action: InvoiceAction
  /** What the audit log calls it. */
  readonly deed: string
  readonly note?: string
  /** The amount from this step on, by what is left of the order. */
  readonly amountFen?: (held: HeldInvoice) => number
  /** What is written before the step, answering how the invoice stands then. */
  readonly before?: (tx: Tx, held: HeldInvoice) => Promise<HeldInvoice>
  readonly after?: (tx: Tx, held: HeldInvoice) => Promise<void>
}

/** One step that an operator takes: once, with the order and the invoice held, and with its row in the audit log. */
@Injectable()
export class InvoiceDesk {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly store: InvoiceStore,
    private readonly auditLog: AuditLog,
  ) {}

  /** Throws NOT_FOUND, INVOICE_ACTION_NOT_ALLOWED. */
  async once(operator: OperatorActor, call: IdempotentCall, id: string, step: DeskStep): Promise<void> {
    await this.database.transaction((tx) =>
      this.idempotency.run(tx, call, 'invoice', async () => {
        await this.step(tx, operator, id, step)
        return idOf<'invoice'>(id)
      }),
    )
  }

  /** The same where its caller sends no key. */
  async step(tx: Tx, operator: OperatorActor, id: string, step: DeskStep): Promise<void> {
    const found = await this.store.lock(tx, id)
    const held = (await step.before?.(tx, found)) ?? found
    const next = await this.store.take(tx, held, step.action, {
      actor: { kind: 'operator', id: operator.operatorId },
      note: step.note ?? '',
      amountFen: step.amountFen?.(held) ?? held.row.amountFen,
    })
    await step.after?.(tx, next)
    const end = await this.store.again(tx, id)
    await this.auditLog.write(tx, {
      actor: operator,
      permission: 'invoice.issue',
      action: step.deed,
      subject: { kind: 'invoice', id },
      before: { state: found.row.state, amountFen: found.row.amountFen },
      after: {
        state: end.state,
        amountFen: end.amountFen,
        ...(end.blue === null ? {} : { number: end.blue.number }),
        ...(end.red === null ? {} : { redNumber: end.red.number }),
      },
    })
  }
}
