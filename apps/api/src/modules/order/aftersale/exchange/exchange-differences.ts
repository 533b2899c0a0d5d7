import { Inject, Injectable, type OnModuleInit } from '@nestjs/common'
import { present } from '@jishi/kernel/assert'
import { newId } from '@jishi/kernel/id'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../../../infra/clock/clock.js'
import { Database } from '../../../../infra/database/database.js'
import type { Tx } from '../../../../infra/database/sql.js'
import type { LockedOrder } from '../../locked-order.js'
import { DropSupplement } from '../../supplement/drop-supplement.js'
import { Supplements, type SupplementedChange } from '../../supplement/supplements.js'
import { AfterSaleStore } from '../after-sale.store.js'
import { BY_TIME, isOverdue, type LockedAfterSale } from '../locked-after-sale.js'

/**
 * The price of dearer goods in an exchange, as a supplement of the order. Not paid in time the case is the buyer's again, who
 * may open another payment until the time of the case itself is over, and is closed where it is; each payment that was opened keeps its row.
 */
@Injectable()
export class ExchangeDifferences implements SupplementedChange, OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly store: AfterSaleStore,
    private readonly supplements: Supplements,
    private readonly dropping: DropSupplement,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.supplements.register('exchange', this)
  }

  /** Throws ORDER_ACTION_NOT_ALLOWED while another supplement of the order is open. */
  async open(tx: Tx, order: LockedOrder, sale: LockedAfterSale): Promise<void> {
    const { differenceFen: amountFen } = present(sale.exchange, 'the exchange of a difference')
    const id = newId(this.clock)
    await tx.execute(
      `insert into exchange_differences (id, after_sale_id, order_id, member_id, amount_fen, state, asked_at)
       values ($1, $2, $3, $4, $5, 'waiting', $6)`,
      [id, sale.id, order.id, order.memberId, amountFen, isoOf(this.clock.now())],
    )
    await this.supplements.open(tx, order, { purpose: 'exchange', reference: id, amountFen, reason: '换货补差价' })
  }

  /** The buyer does not want to pay it any more; money that came first wins. Nothing where none is open or it is not theirs. */
  async giveUp(memberId: string, afterSaleId: string): Promise<void> {
    const termId = await this.database.transaction(async (tx) => {
      const { order, sale } = await this.store.lock(tx, afterSaleId, memberId)
      return sale.exchange?.difference === 'waiting' ? this.supplements.withdraw(tx, order) : undefined
    })
    if (termId !== undefined) await this.dropping.whenDue({ termId })
  }

  async paid(tx: Tx, _order: LockedOrder, reference: string): Promise<void> {
    const sale = await this.settle(tx, reference, 'paid')
    await this.store.take(tx, sale, 'difference_paid', { step: 'difference_paid', by: BY_TIME })
  }

  async dropped(tx: Tx, _order: LockedOrder, reference: string): Promise<void> {
    const sale = await this.settle(tx, reference, 'dropped')
    await this.store.take(tx, sale, 'difference_dropped', { step: 'difference_dropped', by: BY_TIME })
    // The case has only waited for this payment, so its own end comes with it.
    if (isOverdue(sale, this.clock.now())) await this.store.take(tx, sale, 'lapse', { step: 'lapse', by: BY_TIME })
  }

  private async settle(tx: Tx, reference: string, state: 'paid' | 'dropped'): Promise<LockedAfterSale> {
    const { afterSaleId } = await tx.one<{ afterSaleId: string }>(
      `update exchange_differences set state = $2, settled_at = $3 where id = $1 and state = 'waiting'
       returning after_sale_id as "afterSaleId"`,
      [reference, state, isoOf(this.clock.now())],
    )
    return (await this.store.lock(tx, afterSaleId)).sale
  }
}
