import { Inject, Injectable } from '@nestjs/common'
import { assert, present } from '@jishi/kernel/assert'
import { DomainError } from '@jishi/kernel/errors'
import { newId } from '@jishi/kernel/id'
import type { Fen } from '@jishi/kernel/money'
import { addMs, isoOf, minuteMs, type Clock, type Instant } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import type { Tx } from '../../../infra/database/sql.js'
import { Queues } from '../../../infra/queue/queues.js'
import type { TermPayment } from '../become-paid.js'
import { lockOrder, type LockedOrder } from '../locked-order.js'
import { DROP_SUPPLEMENT } from '../order-jobs.js'
import { SupplementRevenue, type SupplementPurpose } from './supplement-revenue.js'

/** The hold that stands while the money for a change is awaited. */
export const SUPPLEMENT_HOLD = 'supplement'
const PAY_WITHIN_MS = 30 * minuteMs

/** A change of an order that costs more than was paid. `reference` is the id of the row that says what the change is. */
export interface WantedSupplement {
  readonly purpose: SupplementPurpose
  readonly reference: string
  /** More than nothing: a change that costs nothing more needs no supplement. */
  readonly amountFen: Fen
  /** In the words operators read beside the hold. */
  readonly reason: string
}

/** What becomes of a change when its money comes, and when it does not. Both run in the Tx that settles the term. */
export interface SupplementedChange {
  /** The money is here: the change takes effect. The order is read anew, its supplement settled and the hold released. */
  paid(tx: Tx, order: LockedOrder, reference: string): Promise<void>
  /** The time to pay is over, or the change was withdrawn: it does not happen. */
  dropped(tx: Tx, order: LockedOrder, reference: string): Promise<void>
}

/**
 * Supplement terms 补款: what a change of a paid order costs beside it, such as the way to a dearer address or a dearer
 * piece in an exchange. A supplement is paid at the ordinary cashier (the order's open term), keeps the order from being
 * shipped meanwhile, and is dropped when it is not paid in 30 minutes: then the change does not happen. An order has at
 * most one at a time.
 *
 * To use it: `register` a purpose once when the module starts, keep the wanted change in a row of your own, and in the Tx
 * that writes that row call `open` with the locked order and the row's id. Your `paid` or `dropped` is called exactly once.
 */
@Injectable()
export class Supplements {
  private readonly changes = new Map<SupplementPurpose, SupplementedChange>()

  constructor(
    private readonly revenue: SupplementRevenue,
    private readonly queues: Queues,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  register(purpose: SupplementPurpose, change: SupplementedChange): void {
    assert(!this.changes.has(purpose), `two pieces of the program change orders for ${purpose}`)
    this.changes.set(purpose, change)
  }

  /**
   * Opens the term and the hold. Throws ORDER_ACTION_NOT_ALLOWED with reason SUPPLEMENT_OPEN while another term is open:
   * the order's row is held, so of several at once one gets through. Answers until when it may be paid.
   */
  async open(tx: Tx, order: LockedOrder, wanted: WantedSupplement): Promise<Instant> {
    assert(wanted.amountFen > 0, 'a supplement is more than nothing')
    assert(this.changes.has(wanted.purpose), `nobody takes care of changes for ${wanted.purpose}`)
    if (order.openTerm !== undefined) {
      throw new DomainError('ORDER_ACTION_NOT_ALLOWED', { state: order.state, reason: 'SUPPLEMENT_OPEN' })
    }
    const now = this.clock.now()
    const [termId, dueAt] = [newId<'term'>(this.clock), addMs(now, PAY_WITHIN_MS)]
    await tx.execute(OPEN, [
      termId,
      order.id,
      order.memberId,
      wanted.amountFen,
      isoOf(now),
      isoOf(dueAt),
      wanted.purpose,
      wanted.reference,
      newId<'hold'>(this.clock),
      SUPPLEMENT_HOLD,
      wanted.reason,
    ])
    this.queues.scheduleAfter(tx, DROP_SUPPLEMENT, { termId }, dueAt)
    return dueAt
  }

  /**
   * The change is not wanted any more: nobody can begin to pay it from now on, and it is dropped as soon as the channel
   * has said that no money is on its way. Money that came first wins. Answers the term, or undefined where none is open.
   */
  async withdraw(tx: Tx, { openTerm }: LockedOrder): Promise<string | undefined> {
    if (openTerm?.kind !== 'supplement') return undefined
    const { id: termId } = openTerm
    await tx.execute(`update order_terms set due_at = $2 where id = $1 and state = 'open' and due_at > $2`, [
      termId,
      isoOf(this.clock.now()),
    ])
    this.queues.enqueueAfter(tx, DROP_SUPPLEMENT, { termId })
    return termId
  }

  /** Of a settled intent, with the order of the term locked. A second messenger finds the term paid and changes nothing. */
  async settled(tx: Tx, order: LockedOrder, payment: TermPayment): Promise<void> {
    const paid = await tx.execute(
      `update order_terms set state = 'paid', paid_at = $2, channel = $3 where id = $1 and state = 'open' and amount_fen = $4`,
      [payment.termId, isoOf(payment.paidAt), payment.channel, payment.amountFen],
    )
    if (paid === 0) return this.assertAlreadyPaid(tx, payment)
    const { change, reference, fresh } = await this.end(tx, order, payment.termId)
    if (order.state === 'completed') await this.revenue.recognise(tx, order)
    await change.paid(tx, fresh, reference)
  }

  /** Nobody can pay it any more, which the caller has made sure of; a term that is no longer open is left alone. */
  async drop(tx: Tx, order: LockedOrder, termId: string): Promise<void> {
    const dropped = await tx.execute(`update order_terms set state = 'dropped' where id = $1 and state = 'open'`, [
      termId,
    ])
    if (dropped === 0) return
    const { change, reference, fresh } = await this.end(tx, order, termId)
    await change.dropped(tx, fresh, reference)
  }

  private async end(tx: Tx, order: LockedOrder, termId: string): Promise<Ended> {
    const now = this.clock.now()
    const { purpose, reference } = await tx.one<{ purpose: SupplementPurpose; reference: string }>(END, [
      termId,
      SUPPLEMENT_HOLD,
      isoOf(now),
    ])
    const change = present(this.changes.get(purpose), `who takes care of changes for ${purpose}`)
    return { change, reference, fresh: await lockOrder(tx, order.id, now) }
  }

  private async assertAlreadyPaid(tx: Tx, payment: TermPayment): Promise<void> {
    const term = await tx.one<{ state: string; amountFen: number }>(
      `select state, amount_fen as "amountFen" from order_terms where id = $1`,
      [payment.termId],
    )
    assert(
      term.state === 'paid' && term.amountFen === payment.amountFen,
      `supplement ${payment.termId} is ${term.state} for ${term.amountFen} fen, yet ${payment.amountFen} fen settled it`,
    )
  }
}

interface Ended {
  readonly change: SupplementedChange
  readonly reference: string
  readonly fresh: LockedOrder
}

const OPEN = `
  with term as (
    insert into order_terms (id, order_id, member_id, seq, kind, amount_fen, state, opens_at, due_at, on_overdue)
    select $1, $2, $3, max(seq) + 1, 'supplement', $4, 'open', $5, $6, 'drop' from order_terms where order_id = $2
    returning id
  ), held as (
    insert into order_holds (id, order_id, member_id, key, blocks, reason, created_at)
    values ($9, $2, $3, $10, '{ship}', $11, $5)
  )
  insert into order_supplements (term_id, order_id, member_id, purpose, reference, created_at)
  select term.id, $2, $3, $7, $8, $5 from term`

const END = `
  with freed as (
    update order_holds h set released_at = $3 from order_terms t
     where t.id = $1 and h.order_id = t.order_id and h.key = $2 and h.released_at is null
  )
  select purpose, reference from order_supplements where term_id = $1`
