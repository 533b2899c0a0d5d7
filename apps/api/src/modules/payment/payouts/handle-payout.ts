import { Inject, Injectable } from '@nestjs/common'
import { DomainError } from '@jishi/kernel/errors'
import { idOf } from '@jishi/kernel/id'
import { isoOf, type Clock } from '@jishi/kernel/time'
import type { OperatorActor } from '../../../infra/auth/actor.js'
import { AuditLog } from '../../../infra/audit-log/audit-log.js'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'
import type { Tx } from '../../../infra/database/sql.js'
import { Idempotency, type IdempotentCall } from '../../../infra/idempotency/idempotency.js'
import { Queues } from '../../../infra/queue/queues.js'
import { payoutLife } from './domain/payout-life.js'
import { SEND_PAYOUT } from './payout-jobs.js'
import { lockPayout, type PayoutRow } from './payouts.store.js'

export interface PayoutDeed {
  readonly action: 'retry' | 'cancel'
  readonly note: string
}

/** What an operator may do with a payout now; the rest it does by itself. */
export const payoutActionsOf = ({ state }: Pick<PayoutRow, 'state'>): PayoutDeed['action'][] => {
  const open = !payoutLife.isTerminal(state)
  const cancel = payoutLife.refusal(state, 'cancel', undefined, 'operator') === undefined
  return [...(open ? (['retry'] as const) : []), ...(cancel ? (['cancel'] as const) : [])]
}

/** An operator's part in a payout: to have it asked for and sent again now, or to give it up while the payee has not confirmed. */
@Injectable()
export class HandlePayout {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly auditLog: AuditLog,
    private readonly queues: Queues,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The channel is told after the commit. Throws NOT_FOUND and PAYOUT_ACTION_NOT_ALLOWED. */
  async run(operator: OperatorActor, call: IdempotentCall, id: string, deed: PayoutDeed): Promise<void> {
    await this.database.transaction((tx) =>
      this.idempotency.run(tx, call, 'payout', async () => {
        const payout = await lockPayout(tx, id)
        if (payout === undefined) throw new DomainError('NOT_FOUND')
        await this.act(tx, operator, payout, deed)
        return idOf<'payout'>(id)
      }),
    )
  }

  private async act(tx: Tx, operator: OperatorActor, payout: PayoutRow, { action, note }: PayoutDeed): Promise<void> {
    if (!payoutActionsOf(payout).includes(action))
      throw new DomainError('PAYOUT_ACTION_NOT_ALLOWED', { state: payout.state, action })
    const state = action === 'cancel' ? payoutLife.next(payout.state, 'cancel', undefined, 'operator') : payout.state
    const now = isoOf(this.clock.now())
    await tx.execute(
      `update payouts set state = $2, state_at = case when state = $2 then state_at else $3 end, next_query_at = $3,
              confirm_handle = case when $2 = 'awaiting' then confirm_handle end
        where id = $1`,
      [payout.id, state, now],
    )
    await this.auditLog.write(tx, {
      actor: operator,
      permission: 'payout.handle',
      action: action === 'cancel' ? 'payout.cancelled' : 'payout.retried',
      subject: { kind: 'payout', id: payout.id },
      before: { state: payout.state },
      after: { state, payoutNo: payout.payoutNo, note },
    })
    this.queues.enqueueAfter(tx, SEND_PAYOUT, { payoutId: payout.id })
  }
}
