import { Injectable } from '@nestjs/common'
import { DomainError } from '@jishi/kernel/errors'
import { idOf, type Id } from '@jishi/kernel/id'
import { AuditLog } from '../../../infra/audit-log/audit-log.js'
import type { OperatorActor } from '../../../infra/auth/actor.js'
import type { Tx } from '../../../infra/database/sql.js'
import { heldOffer, told } from './offer-rows.js'

/** Throws a draft away. What was launched once stays for good: orders tell of it. */
@Injectable()
export class DiscardOffer {
  constructor(private readonly auditLog: AuditLog) {}

  /** Throws NOT_FOUND, or OFFER_ACTION_NOT_ALLOWED for anything but a draft. */
  async run(tx: Tx, operator: OperatorActor, id: string): Promise<Id<'offer'>> {
    const held = await heldOffer(tx, id)
    if (held.state !== 'draft') throw new DomainError('OFFER_ACTION_NOT_ALLOWED', { state: held.state })
    await tx.execute('delete from offers where id = $1', [id])
    await this.auditLog.write(tx, {
      actor: operator,
      permission: 'promotion.write',
      action: 'offer.discarded',
      subject: { kind: 'offer', id },
      before: told(held),
    })
    return idOf<'offer'>(id)
  }
}
