import { Injectable } from '@nestjs/common'
import type { PaymentSubject } from '../../../events/payment.events.js'
import type { Sql, Tx } from '../../../infra/database/sql.js'
import { Outbox } from '../../../infra/outbox/outbox.js'

/** Payments that our books hold for done and no bill of their channel has 短款: who has promised something for them may wait. */
@Injectable()
export class MissingPayments {
  constructor(private readonly outbox: Outbox) {}

  /** Whether the bills miss it now: from the day it was declared short until its difference is settled. */
  async isMissing(sql: Sql, attemptNo: string): Promise<boolean> {
    const missing = await sql.maybe(
      `select 1 as one from recon_breaks b join payment_attempts a on a.id = b.attempt_id
        where a.attempt_no = $1 and b.bill_row_id is null and b.subject = 'payment' and b.kind = 'short'
          and b.state in ('open', 'proposed')`,
      [attemptNo],
    )
    return missing !== undefined
  }

  /** In the Tx that changes the answer. */
  async changed(tx: Tx, attemptNo: string): Promise<void> {
    const paid = await tx.one<{ memberId: string; kind: string; id: string }>(
      `select a.member_id as "memberId", i.subject_kind as kind, i.subject_id as id
         from payment_attempts a join payment_intents i on i.id = a.intent_id where a.attempt_no = $1`,
      [attemptNo],
    )
    const subject: PaymentSubject = { kind: paid.kind, id: paid.id }
    await this.outbox.publish(tx, 'payment.missing_changed', { subject, memberId: paid.memberId, attemptNo })
  }
}
