import { Inject, Injectable, Logger } from '@nestjs/common'
import { isoOf, secondMs, type Clock, type Instant } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'
import type { Tx } from '../../../infra/database/sql.js'
import type { DomainEvent } from '../../../infra/outbox/event-map.js'
import { Job, On, Sweep } from '../../../infra/worker/decorators.js'
import { thenOf } from '../domain/after-sale-rules.js'
import { AFTER_SALE_DUE } from '../order-jobs.js'
import { AfterSaleStore } from './after-sale.store.js'
import { AwaitReplacement } from './exchange/await-replacement.js'
import { BY_TIME, type LockedAfterSale } from './locked-after-sale.js'
import { TakeGoodsBack } from './take-goods-back.js'
import { YieldAfterSale } from './yield-after-sale.js'

const BATCH = 100
const LOOK_EVERY_MS = 60 * secondMs

/** What time and the channel bring to after-sales: silence of the shop is a yes, silence of the buyer ends it. */
@Injectable()
export class AfterSaleTimers {
  private readonly log = new Logger('AfterSales')

  constructor(
    private readonly database: Database,
    private readonly store: AfterSaleStore,
    private readonly yielding: YieldAfterSale,
    private readonly goods: TakeGoodsBack,
    private readonly replacements: AwaitReplacement,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** May come twice or too early: what is not due is left alone. Answers whether a step was taken. */
  @Job(AFTER_SALE_DUE)
  whenDue({ afterSaleId }: { afterSaleId: string }): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const { order, sale } = await this.store.lock(tx, afterSaleId)
      const due = await tx.maybe(`select 1 as due from after_sales where id = $1 and deadline_at <= $2`, [
        ...[afterSaleId, isoOf(this.clock.now())],
      ])
      const step = due === undefined ? undefined : thenOf(sale.state)
      if (step === undefined) return false
      if (step === 'lapse') return this.lapse(tx, sale)
      if (step === 'auto_receive') return this.received(tx, sale)
      if (step === 'refund_instead') await this.yielding.moneyInstead(tx, order, sale)
      // Nobody has looked at the goods, so none of them is sold again.
      else if (step === 'auto_inspect') await this.goods.run(tx, order, sale, { step, by: BY_TIME }, [])
      else await this.yielding.run(tx, order, sale, { step, by: BY_TIME })
      return true
    })
  }

  @Sweep('order.after-sales-due', LOOK_EVERY_MS)
  async sweep(now: Instant): Promise<number> {
    const due = await this.database.rows<{ afterSaleId: string }>(
      `select id as "afterSaleId" from after_sales where deadline_at <= $1 order by deadline_at limit $2`,
      [isoOf(now), BATCH],
    )
    let done = 0
    for (const sale of due) done += await this.patiently(sale)
    return done
  }

  @On('order.refund_arrived', 'order.after-sale-arrived', { queue: 'money' })
  async arrived(tx: Tx, { payload }: DomainEvent<'order.refund_arrived'>): Promise<void> {
    const found = await tx.maybe<{ id: string }>(`select id from after_sales where refund_id = $1`, [payload.refundId])
    if (found === undefined) return
    const { sale } = await this.store.lock(tx, found.id)
    if (sale.state === 'refunding') await this.store.take(tx, sale, 'arrive', { step: 'refunded', by: BY_TIME })
  }

  /** Money that is on its way is waited for: the payment has its own end, after which this comes again. */
  private async lapse(tx: Tx, sale: LockedAfterSale): Promise<boolean> {
    if (sale.exchange?.difference === 'waiting') return false
    await this.store.take(tx, sale, 'lapse', { step: 'lapse', by: BY_TIME })
    return true
  }

  /** The parcel is looked at once more: what was heard of it may not have come this far. */
  private async received(tx: Tx, sale: LockedAfterSale): Promise<boolean> {
    if (!(await this.replacements.isOver(tx, sale))) return false
    await this.store.take(tx, sale, 'receive', { step: 'auto_receive', by: BY_TIME })
    return true
  }

  /** One case's trouble must not keep the others waiting. */
  private async patiently(sale: { afterSaleId: string }): Promise<number> {
    try {
      return (await this.whenDue(sale)) ? 1 : 0
    } catch (error) {
      this.log.error(`after-sale ${sale.afterSaleId}: ${error instanceof Error ? error.message : String(error)}`)
      return 0
    }
  }
}
