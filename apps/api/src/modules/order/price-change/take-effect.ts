import { Inject, Injectable } from '@nestjs/common'
import { assert, present } from '@jishi/kernel/assert'
import { DomainError } from '@jishi/kernel/errors'
import { newId } from '@jishi/kernel/id'
import { addFen, subFen } from '@jishi/kernel/money'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { inSteps, json, type Tx } from '../../../infra/database/sql.js'
import { Outbox } from '../../../infra/outbox/outbox.js'
import { PaymentFacade } from '../../payment/index.js'
import { termSubject, type LockedOrder, type OpenTerm } from '../locked-order.js'
import { OrderSteps } from '../order-steps.js'
import type { FrozenPrice, Repriced } from './frozen-price.js'
import { PaymentOpen } from './payment-open.js'
import type { TakenEffect } from './price-change.store.js'

/** What is about to hold, and by whom. */
export interface ComingPrice {
  readonly changeId: string
  readonly operatorId: string
  readonly frozen: FrozenPrice
  readonly next: Repriced
}

/** The amounts of lines and order, and the shares that make them: what differs from before, each under the change's own name. */
const AMOUNTS = inSteps(
  `receipt as (
    insert into price_receipts (id, member_id, quote_id, engine_version, facts, rules, totals, created_at)
    select $2, member_id, quote_id, engine_version, facts, $3::jsonb, totals || $4::jsonb, $5 from price_receipts where id = $6
  ), asked as (
    select * from jsonb_to_recordset($7::jsonb) as x (line_id uuid, adjust_fen bigint, goods_paid_fen bigint)
  ), lines as (
    update order_lines l set adjust_fen = x.adjust_fen, goods_paid_fen = x.goods_paid_fen, payable_fen = x.goods_paid_fen + l.freight_fen
      from asked x where l.id = x.line_id and l.order_id = $1
  ), shares as (
    insert into order_line_shares (line_id, rule, stage, order_id, member_id, amount_fen)
    select line_id, rule, stage, $1, o.member_id, amount_fen
      from jsonb_to_recordset($8::jsonb) as x (line_id uuid, rule text, stage text, amount_fen bigint), orders o where o.id = $1
  )`,
  `update orders set adjust_fen = $9, goods_paid_fen = $10, payable_fen = $11, receipt_id = $2 where id = $1`,
)

const TERM = inSteps(
  `dropped as (
    update order_terms set state = 'dropped' where id = $1 and state = 'open'
    returning order_id, member_id, kind, due_at, on_overdue
  )`,
  `insert into order_terms (id, order_id, member_id, seq, kind, amount_fen, state, opens_at, due_at, on_overdue)
   select $2, d.order_id, d.member_id, (select max(seq) + 1 from order_terms t where t.order_id = d.order_id), d.kind, $3::bigint,
          case when $3::bigint = 0 then 'waived' else 'open' end, $4, d.due_at, d.on_overdue from dropped d`,
)

/**
 * A change of price holds: the amounts, the receipt, the term and the order's history, all in the caller's Tx, which holds the
 * order. The old term's intent is cancelled, so money that still comes for it goes back by itself. A payable of nothing
 * waives the new term; that the order is paid then is for the caller to write, once the change itself stands.
 */
@Injectable()
export class TakeEffect {
  constructor(
    private readonly payment: PaymentFacade,
    private readonly steps: OrderSteps,
    private readonly outbox: Outbox,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Throws PaymentOpen while an attempt may bring the old amount, ORDER_ALREADY_PAID where it has. */
  async run(tx: Tx, order: LockedOrder, { changeId, operatorId, frozen, next }: ComingPrice): Promise<TakenEffect> {
    const term = present(order.openTerm, `the open term of unpaid order ${order.id}`)
    await this.letNobodyPay(tx, term)
    const [now, receiptId, termId] = [this.clock.now(), newId(this.clock), newId(this.clock)]
    const { adjustFen, goodsPaidFen, payableFen } = next.totals
    await tx.execute(AMOUNTS, [
      ...[order.id, receiptId, json(next.rules), json({ adjustFen, goodsPaidFen, payableFen }), isoOf(now)],
      ...[frozen.receiptId, json(lineRows(next)), json(shareRows(changeId, next)), adjustFen, goodsPaidFen, payableFen],
    ])
    const opened = await tx.execute(TERM, [term.id, termId, payableFen, isoOf(now)])
    assert(opened === 1, `term ${term.id} was moved while its order was held`)
    await this.steps.take(tx, order, 'change_price', { kind: 'operator', id: operatorId })
    await this.outbox.publish(tx, 'order.repriced', {
      ...{ orderId: order.id, memberId: order.memberId, changeId },
      ...{ payableBeforeFen: frozen.payableFen, payableFen },
    })
    return { receiptId, termBeforeId: term.id, termId }
  }

  /** Attempts begin under the order's row, which is held: where none lives now, none can bring the old amount as owed. */
  private async letNobodyPay(tx: Tx, { id }: OpenTerm): Promise<void> {
    const subject = termSubject(id)
    if (await this.payment.hasLiveAttempt(tx, subject)) throw new PaymentOpen(id)
    if ((await this.payment.cancelIntent(tx, subject)) === 'settled') throw new DomainError('ORDER_ALREADY_PAID')
  }
}

const lineRows = ({ lines }: Repriced): object[] =>
  lines.map(({ lineId, changeFen, minimumFen, goodsPaidFen }) => ({
    ...{ line_id: lineId, adjust_fen: addFen(changeFen, minimumFen), goods_paid_fen: goodsPaidFen },
  }))

/** Shares are only ever added: what a line is moved by now is the sum of what every change moved it further. */
const shareRows = (changeId: string, { lines }: Repriced): object[] =>
  lines
    .flatMap(({ lineId, changeFen, beforeFen, minimumFen, adjustFen }) => [
      {
        ...{ line_id: lineId, rule: `adjust.${changeId}`, stage: 'adjustment' },
        amount_fen: subFen(changeFen, beforeFen),
      },
      {
        ...{ line_id: lineId, rule: `minimum.${changeId}`, stage: 'minimum' },
        amount_fen: subFen(minimumFen, subFen(adjustFen, beforeFen)),
      },
    ])
    .filter((share) => share.amount_fen !== 0)
