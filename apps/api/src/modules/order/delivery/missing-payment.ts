import { Inject, Injectable } from '@nestjs/common'
import { DomainError } from '@jishi/kernel/errors'
import { newId } from '@jishi/kernel/id'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import type { Tx } from '../../../infra/database/sql.js'
import type { DomainEvent } from '../../../infra/outbox/event-map.js'
import { On } from '../../../infra/worker/decorators.js'
import { MissingPayments } from '../../payment/index.js'
import { holdOrderOfTerm, type LockedOrder } from '../locked-order.js'

/** What the key of such a hold begins with; behind it stands the number of the payment. */
export const BILL_HOLD = 'bill:'

/** Whether an order `o` is held because the channel's bill lacks what was paid for it. */
export const HELD_BY_BILL = `exists (
  select 1 from order_holds h where h.order_id = o.id and h.released_at is null and starts_with(h.key, '${BILL_HOLD}'))`

/**
 * Goods of an order whose payment its channel's bill does not have 短款 stay here until two operators have settled the difference,
 * or a later bill has it after all. What has left before stays where it is.
 */
@Injectable()
export class MissingPayment {
  constructor(
    private readonly missing: MissingPayments,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Whichever news comes last, the order's row is held and the payment module says how it stands. */
  @On('payment.missing_changed', 'order.on-missing-payment', { queue: 'money' })
  async run(tx: Tx, { payload }: DomainEvent<'payment.missing_changed'>): Promise<void> {
    const { subject, attemptNo } = payload
    if (subject.kind !== 'order_term') return
    const { row: order } = await holdOrderOfTerm(tx, subject.id)
    const values = [order.id, `${BILL_HOLD}${attemptNo}`, isoOf(this.clock.now())]
    if (await this.missing.isMissing(tx, attemptNo)) {
      if (order.state === 'paid') await tx.execute(FREEZE, [...values, newId<'hold'>(this.clock), order.memberId])
    } else await tx.execute(FREE, values)
  }
}

const FREEZE = `
  insert into order_holds (id, order_id, member_id, key, blocks, reason, created_at)
  values ($4, $1, $5, $2, '{ship}', '渠道账单缺少这笔付款', $3) on conflict (order_id, key) where released_at is null do nothing`
const FREE = `update order_holds set released_at = $3 where order_id = $1 and key = $2 and released_at is null`

/** Throws ORDER_PAYMENT_MISSING: of all that may hold an order, this is nothing that passes or that its buyer can end. */
export async function refuseMissing(tx: Tx, order: LockedOrder): Promise<void> {
  if (!order.facts.blocked.has('ship')) return
  const held = await tx.one<{ held: boolean }>(`select ${HELD_BY_BILL} as held from orders o where o.id = $1`, [
    order.id,
  ])
  if (held.held) throw new DomainError('ORDER_PAYMENT_MISSING', { reason: 'HELD_SHIP' })
}
