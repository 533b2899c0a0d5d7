import { Injectable } from '@nestjs/common'
import { dayMs } from '@jishi/kernel/time'
import { AuditLog } from '../../infra/audit-log/audit-log.js'
import type { OperatorActor } from '../../infra/auth/actor.js'
import { Database } from '../../infra/database/database.js'
import { Allowances } from './allowances.js'

const MOST_IN_A_DAY = 200

/** What is looked for by a phone, and which permission shows such a phone whole. */
interface PhoneSearch {
  readonly permission: 'member.phone' | 'order.receiver'
  readonly action: 'member.searched' | 'order.searched'
}

/**
 * Who finds somebody by a whole phone number learns that it is theirs, and a masked number leaves only ten thousand to
 * try. So a search by phone is for those who may see phones anyway, so many times a day, each time against a row.
 */
@Injectable()
export class PhoneSearches {
  constructor(
    private readonly database: Database,
    private readonly allowances: Allowances,
    private readonly auditLog: AuditLog,
  ) {}

  /** False where the operator may not see such phones: the search finds nobody. Throws RATE_LIMITED after 200 in a day. */
  async take(operator: OperatorActor, { permission, action }: PhoneSearch): Promise<boolean> {
    if (!operator.permissions.has(permission)) return false
    const day = { subject: operator.operatorId, limit: MOST_IN_A_DAY, windowMs: dayMs }
    await this.database.transaction(async (tx) => {
      await this.allowances.take(tx, [{ scope: 'operator.phone_search', ...day }])
      // Not which phone: the log is read by more people than phones are.
      await this.auditLog.write(tx, { actor: operator, permission, action, subject: { kind: 'search', id: 'phone' } })
    })
    return true
  }
}
