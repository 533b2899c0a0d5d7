import { Inject, Injectable } from '@nestjs/common'
import { SELF_RESOLVING_INCIDENTS } from '@jishi/contracts/payment/finance.terms'
import { DomainError } from '@jishi/kernel/errors'
import { idOf } from '@jishi/kernel/id'
import { isoOf, type Clock, type Instant } from '@jishi/kernel/time'
import { AuditLog } from '../../../infra/audit-log/audit-log.js'
import type { OperatorActor } from '../../../infra/auth/actor.js'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'
import { Idempotency, type IdempotentCall } from '../../../infra/idempotency/idempotency.js'

/** A person has looked at what no machine can end, and says what it was. */
@Injectable()
export class ResolveIncident {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly auditLog: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Throws NOT_FOUND, INCIDENT_ENDED, and INCIDENT_ENDS_BY_ITSELF for what the channel's answer ends. */
  async run(operator: OperatorActor, incidentId: string, call: IdempotentCall, reason: string): Promise<void> {
    await this.database.transaction((tx) =>
      this.idempotency.run(tx, call, 'paymentIncident', async () => {
        const incident = await tx.maybe<{ kind: string; reference: string; resolvedAt: Instant | null }>(
          `select kind, reference, resolved_at as "resolvedAt" from payment_incidents where id = $1 for update`,
          [incidentId],
        )
        if (incident === undefined) throw new DomainError('NOT_FOUND')
        if (incident.resolvedAt !== null) throw new DomainError('INCIDENT_ENDED')
        if (SELF_RESOLVING_INCIDENTS.includes(incident.kind)) throw new DomainError('INCIDENT_ENDS_BY_ITSELF')
        await tx.execute(
          `update payment_incidents set resolved_at = $2, resolution = $3, resolved_by = $4, resolved_by_name = $5 where id = $1`,
          [incidentId, isoOf(this.clock.now()), reason, operator.operatorId, operator.displayName],
        )
        const { kind, reference } = incident
        await this.auditLog.write(tx, {
          ...{ actor: operator, permission: 'payment.handle', action: 'payment.incident_resolved' },
          subject: { kind: 'payment_incident', id: incidentId },
          before: { kind, reference, state: 'open' },
          after: { kind, reference, state: 'resolved', reason },
        })
        return idOf<'paymentIncident'>(incidentId)
      }),
    )
  }
}
