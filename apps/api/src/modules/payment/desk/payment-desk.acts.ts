import { Injectable } from '@nestjs/common'
import { ResolveIncident } from './resolve-incident.js'
import { RestartStoppedRefund } from './restart-stopped-refund.js'
import { StoredNotices } from './stored-notices.js'

/** What operators do at the desk of payments: each leaves its row in the audit log. */
@Injectable()
export class PaymentDeskActs {
  constructor(
    readonly incidents: ResolveIncident,
    readonly refunds: RestartStoppedRefund,
    readonly notices: StoredNotices,
  ) {}
}
