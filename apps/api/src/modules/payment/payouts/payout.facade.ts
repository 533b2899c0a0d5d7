import { Injectable } from '@nestjs/common'
import type { PayoutState } from '@jishi/contracts/payment/payout.terms'
import type { PaymentSubject } from '../../../events/payment.events.js'
import type { Sql, Tx } from '../../../infra/database/sql.js'
import { StartPayout, type PayoutOrder, type StartedPayout } from './start-payout.js'

/** Money that leaves the shop for a person: a withdrawal, say. Payment knows no promoter. */
@Injectable()
export class PayoutFacade {
  constructor(private readonly starting: StartPayout) {}

  /**
   * Records a payout in the caller's Tx, which sets the money aside; it is sent after the commit, once, under one number for
   * life. How it ends is told by `payment.payout_succeeded` or `payment.payout_failed`: only the second sets the money free.
   * Throws PAYMENT_CHANNEL_UNKNOWN, PAYEE_UNKNOWN, PAYOUT_TOO_SMALL and PAYOUT_NAME_NEEDED.
   */
  payOut(tx: Tx, order: PayoutOrder): Promise<StartedPayout> {
    return this.starting.run(tx, order)
  }

  /** Where the payout of a subject stands; undefined where none was recorded. */
  async stateOf(sql: Sql, subject: PaymentSubject): Promise<PayoutState | undefined> {
    const row = await sql.maybe<{ state: PayoutState }>(
      `select state from payouts where subject_kind = $1 and subject_id = $2`,
      [subject.kind, subject.id],
    )
    return row?.state
  }
}
