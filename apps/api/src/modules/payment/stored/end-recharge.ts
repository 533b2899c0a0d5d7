import { Injectable, Logger } from '@nestjs/common'
import { isoOf, type Instant } from '@jishi/kernel/time'
import { Database } from '../../../infra/database/database.js'
import type { Tx } from '../../../infra/database/sql.js'
import { Sweep } from '../../../infra/worker/decorators.js'
import type { ClosedAtChannel } from '../close-attempts.js'
import { PaymentFacade } from '../payment.facade.js'
import { RECHARGE } from './recharge-book.js'
import { StoredAccounts } from './stored-accounts.js'

const BATCH = 50

/** Somebody began to pay it again meanwhile: it is not over. */
class StillPayable extends Error {}

/** Ends a recharge that was not paid, so that the room kept for it is free again; money that came first wins. */
@Injectable()
export class EndRecharge {
  private readonly log = new Logger('Payment')

  constructor(
    private readonly database: Database,
    private readonly payment: PaymentFacade,
    private readonly accounts: StoredAccounts,
  ) {}

  /** Outside any Tx: the channel is asked first. `unknown`: it stays open, ask again. */
  async run(rechargeId: string): Promise<ClosedAtChannel> {
    const answer = await this.payment.closeAtChannel({ kind: RECHARGE, id: rechargeId })
    if (answer !== 'closed') return answer
    try {
      return await this.database.transaction((tx) => this.close(tx, rechargeId))
    } catch (error) {
      if (error instanceof StillPayable) return 'unknown'
      throw error
    }
  }

  @Sweep('payment.recharges', 10_000)
  async sweep(now: Instant): Promise<number> {
    const due = await this.database.rows<{ id: string }>(
      `select id from stored_recharges where state = 'open' and due_at <= $1 order by due_at limit $2`,
      [isoOf(now), BATCH],
    )
    for (const { id } of due) {
      try {
        await this.run(id)
      } catch (error) {
        this.log.error(`recharge ${id}: ${error instanceof Error ? error.message : String(error)}`)
      }
    }
    return due.length
  }

  private async close(tx: Tx, rechargeId: string): Promise<ClosedAtChannel> {
    const subject = { kind: RECHARGE, id: rechargeId }
    if ((await this.payment.cancelIntent(tx, subject)) === 'settled') return 'paid'
    if (await this.payment.hasLiveAttempt(tx, subject)) throw new StillPayable()
    const closed = await tx.maybe<{ memberId: string; totalFen: number }>(
      `update stored_recharges set state = 'closed' where id = $1 and state = 'open'
       returning member_id as "memberId", amount_fen + bonus_fen as "totalFen"`,
      [rechargeId],
    )
    if (closed !== undefined) await this.accounts.expectNoLonger(tx, closed.memberId, closed.totalFen)
    return 'closed'
  }
}
