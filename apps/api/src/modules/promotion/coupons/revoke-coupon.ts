import { Injectable } from '@nestjs/common'
import { DomainError } from '@jishi/kernel/errors'
import type { Id } from '@jishi/kernel/id'
import { AuditLog } from '../../../infra/audit-log/audit-log.js'
import type { Doer } from '../../../infra/auth/actor.js'
import type { Tx } from '../../../infra/database/sql.js'

/** The shop takes a coupon back that nobody has used: it was given by mistake, or got by a trick. */
@Injectable()
export class RevokeCoupon {
  constructor(private readonly auditLog: AuditLog) {}

  /** Throws NOT_FOUND, and COUPON_NOT_CHANGEABLE with its state for one that is not held: an order's coupon is the order's. */
  async run(tx: Tx, actor: Doer, id: Id<'coupon'>, reason: string): Promise<Id<'coupon'>> {
    const coupon = await tx.maybe<{ state: string; memberId: string; templateId: string }>(
      'select state, member_id as "memberId", template_id as "templateId" from coupons where id = $1 for update',
      [id],
    )
    if (coupon === undefined) throw new DomainError('NOT_FOUND')
    if (coupon.state !== 'held') throw new DomainError('COUPON_NOT_CHANGEABLE', { state: coupon.state })
    await tx.execute(`update coupons set state = 'revoked' where id = $1`, [id])
    await this.auditLog.write(tx, {
      ...{ actor, permission: 'coupon.issue', action: 'coupon.revoked', subject: { kind: 'coupon', id } },
      before: coupon,
      after: { state: 'revoked', reason },
    })
    return id
  }
}
