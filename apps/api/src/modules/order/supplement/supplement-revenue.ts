import { Inject, Injectable } from '@nestjs/common'
import type { Fen } from '@jishi/kernel/money'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import type { Tx } from '../../../infra/database/sql.js'
import { credit, debit, LedgerFacade, type Account } from '../../ledger/index.js'

/** Why an order may cost more than what was agreed when it was placed. */
export type SupplementPurpose = 'address' | 'exchange'

/** What the money was for: the way to the buyer, or goods. */
const EARNED_AS: { readonly [purpose in SupplementPurpose]: Account } = { address: 'freight', exchange: 'sales' }

/** Supplements become revenue with their order, or at once where the order has been received before. */
@Injectable()
export class SupplementRevenue {
  constructor(
    private readonly ledger: LedgerFacade,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Posts what was paid beside the order, has not gone back and is not revenue yet; the caller holds the order's row. */
  async recognise(tx: Tx, order: { readonly id: string; readonly memberId: string }): Promise<void> {
    const earned = await tx.rows<{ termId: string; purpose: SupplementPurpose; amountFen: Fen }>(
      `update order_supplements s set recognised_at = $2 from order_terms t
        where s.order_id = $1 and s.recognised_at is null and t.id = s.term_id and t.state = 'paid'
        returning s.term_id as "termId", s.purpose, t.amount_fen - s.refunded_fen as "amountFen"`,
      [order.id, isoOf(this.clock.now())],
    )
    for (const { termId, purpose, amountFen } of earned) {
      if (amountFen === 0) continue
      await this.ledger.post(tx, {
        kind: 'supplement.received',
        reference: termId,
        memberId: order.memberId,
        legs: [debit('contract_liability', amountFen), credit(EARNED_AS[purpose], amountFen)],
      })
    }
  }
}
