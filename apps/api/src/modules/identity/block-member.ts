import { Inject, Injectable } from '@nestjs/common'
import type { MemberState } from '@jishi/contracts/identity/members.terms'
import { DomainError } from '@jishi/kernel/errors'
import { idOf } from '@jishi/kernel/id'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { AuditLog } from '../../infra/audit-log/audit-log.js'
import type { OperatorActor } from '../../infra/auth/actor.js'
import { CLOCK } from '../../infra/clock/clock.js'
import { Database } from '../../infra/database/database.js'
import type { Tx } from '../../infra/database/sql.js'
import { Idempotency, type IdempotentCall } from '../../infra/idempotency/idempotency.js'
import { Sessions } from './sessions.js'

/** Keeps a member out, wherever they are signed in, or lets them in again. Their orders go on either way. */
@Injectable()
export class BlockMember {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly sessions: Sessions,
    private readonly auditLog: AuditLog,
  ) {}

  /** Throws NOT_FOUND. What is so already stays so, without a row. */
  async run(
    operator: OperatorActor,
    call: IdempotentCall,
    memberId: string,
    change: { readonly to: MemberState; readonly reason: string },
  ): Promise<void> {
    await this.database.transaction((tx) =>
      this.idempotency.run(tx, call, 'member', async () => {
        const known = await tx.maybe<{ state: MemberState }>(
          'select state from members where id = $1 for no key update',
          [memberId],
        )
        if (known === undefined) throw new DomainError('NOT_FOUND')
        if (known.state !== change.to) await this.write(tx, operator, memberId, change)
        return idOf<'member'>(memberId)
      }),
    )
  }

  private async write(
    tx: Tx,
    operator: OperatorActor,
    memberId: string,
    { to, reason }: { readonly to: MemberState; readonly reason: string },
  ): Promise<void> {
    const blocks = to === 'blocked'
    await tx.execute('update members set state = $2, blocked_at = $3, blocked_reason = $4 where id = $1', [
      memberId,
      to,
      blocks ? isoOf(this.clock.now()) : null,
      blocks ? reason : null,
    ])
    // On the way back as well: a sign-in that was under way while the door closed must not come to life later.
    await this.sessions.revokeOthers(tx, idOf<'member'>(memberId), null, 'blocked')
    await this.auditLog.write(tx, {
      actor: operator,
      permission: 'member.block',
      action: blocks ? 'member.blocked' : 'member.unblocked',
      subject: { kind: 'member', id: memberId },
      before: { state: blocks ? 'active' : 'blocked' },
      after: { state: to, reason },
    })
  }
}
