import { Injectable } from '@nestjs/common'
import type { RevealedInvoice } from '@jishi/contracts/invoice/invoice.schema'
import { DomainError } from '@jishi/kernel/errors'
import { idOf } from '@jishi/kernel/id'
import { AuditLog } from '../../infra/audit-log/audit-log.js'
import type { OperatorActor } from '../../infra/auth/actor.js'
import { Database } from '../../infra/database/database.js'
import { Idempotency, type IdempotentCall } from '../../infra/idempotency/idempotency.js'
import { InvoiceSeals } from './invoice-seals.js'

/** Shows the whole of who one invoice is made out to, and the address of its document. Nobody sees it without leaving a row behind. */
@Injectable()
export class RevealBuyer {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly seals: InvoiceSeals,
    private readonly auditLog: AuditLog,
  ) {}

  /** Throws NOT_FOUND. */
  async run(operator: OperatorActor, call: IdempotentCall, id: string): Promise<RevealedInvoice> {
    const sealed = await this.database.transaction(async (tx) => {
      const row = await tx.maybe<{ buyerEnc: string; linkEnc: string | null }>(
        'select buyer_enc as "buyerEnc", link_enc as "linkEnc" from invoices where id = $1',
        [id],
      )
      if (row === undefined) throw new DomainError('NOT_FOUND')
      await this.idempotency.run(tx, call, 'invoice', async () => {
        await this.auditLog.write(tx, {
          actor: operator,
          permission: 'invoice.issue',
          action: 'invoice.buyer_revealed',
          subject: { kind: 'invoice', id },
        })
        return idOf<'invoice'>(id)
      })
      return row
    })
    return { ...this.seals.openBuyer(sealed.buyerEnc), link: this.seals.openLink(sealed.linkEnc) }
  }
}
