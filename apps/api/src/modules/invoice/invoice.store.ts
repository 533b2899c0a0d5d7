import { Inject, Injectable } from '@nestjs/common'
import type { WholeBuyer } from '@jishi/contracts/invoice/invoice.schema'
import { INVOICE_ISSUE_DAYS, type InvoiceAction, type InvoiceState } from '@jishi/contracts/invoice/invoice.terms'
import { assert } from '@jishi/kernel/assert'
import { DomainError } from '@jishi/kernel/errors'
import type { LifeActor } from '@jishi/kernel/life'
import { addDays, isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import { isUniqueViolation } from '../../infra/database/failures.js'
import type { Tx } from '../../infra/database/sql.js'
import { InvoicedOrders, type InvoicedOrder } from '../order/index.js'
import { invoiceLife, type InvoiceFacts } from './domain/invoice-life.js'
import { InvoiceSeals } from './invoice-seals.js'
import { factsOf, INVOICE, timeOrNull, type InvoiceRow } from './invoice.rows.js'

/** An invoice whose order's row this Tx holds, and its own. */
export interface HeldInvoice {
  readonly row: InvoiceRow
  readonly order: InvoicedOrder
}

export interface InvoiceActor {
  readonly kind: LifeActor
  readonly id?: string
}

export const SYSTEM: InvoiceActor = { kind: 'system' }

interface Step {
  readonly actor: InvoiceActor
  readonly note?: string
  /** The amount from this step on; as it was if absent. */
  readonly amountFen?: number
}

/** Compare-and-set and its history row in one statement: neither can exist without the other. */
const TAKE = `
  with moved as (
    update invoices set state = $3, version = version + 1, amount_fen = $4 where id = $1 and state = $2 returning version
  )
  insert into invoice_events (invoice_id, seq, action, from_state, to_state, actor_kind, actor_id, amount_fen, note_enc, happened_at)
  select $1, version, $5, $2, $3, $6, $7, $4, $8, $9 from moved`

const BEGIN = `
  with made as (
    insert into invoices (id, order_id, order_no, member_id, kind, buyer_enc, state, version, amount_fen, due_at, replaces_id, created_at)
    values ($1, $2, $3, $4, $5, $6, 'requested', 1, $7, $8, $9, $10)
  )
  insert into invoice_events (invoice_id, seq, action, to_state, actor_kind, actor_id, amount_fen, happened_at)
  values ($1, 1, $11, 'requested', $12, $13, $7, $10)`

/** Where invoices stand, and the only place that changes it. The order's row comes first, then its invoice's. */
@Injectable()
export class InvoiceStore {
  constructor(
    private readonly orders: InvoicedOrders,
    private readonly seals: InvoiceSeals,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** With a member it must be theirs. Throws NOT_FOUND. */
  async lock(tx: Tx, id: string, memberId?: string): Promise<HeldInvoice> {
    const found = await tx.maybe<{ orderId: string }>(
      `select order_id as "orderId" from invoices where id = $1 and ($2::uuid is null or member_id = $2)`,
      [id, memberId ?? null],
    )
    if (found === undefined) throw new DomainError('NOT_FOUND')
    const order = await this.orders.lock(tx, found.orderId)
    return { order, row: await this.again(tx, id) }
  }

  /** The one of an order that lives, if any. */
  async lockOfOrder(tx: Tx, orderId: string): Promise<HeldInvoice | undefined> {
    const order = await this.orders.lock(tx, orderId)
    const row = await tx.maybe<InvoiceRow>(
      `${INVOICE} where i.order_id = $1 and i.state in ('requested', 'issuing', 'issued', 'reversing') for no key update of i`,
      [orderId],
    )
    return row === undefined ? undefined : { order, row }
  }

  /** A held invoice as it has become. */
  async again(tx: Tx, id: string): Promise<InvoiceRow> {
    return tx.one<InvoiceRow>(`${INVOICE} where i.id = $1 for no key update of i`, [id])
  }

  /** Of an order the caller holds and has found fit. Throws INVOICE_NOT_POSSIBLE where one lives already. */
  async begin(tx: Tx, id: string, order: InvoicedOrder, asked: Asked): Promise<void> {
    const now = this.clock.now()
    const dueAt = order.receivedAt === null ? null : addDays(now, INVOICE_ISSUE_DAYS)
    try {
      await tx.execute(BEGIN, [
        ...[id, order.id, order.orderNo, order.memberId, asked.buyer.holder.kind, this.seals.sealBuyer(asked.buyer)],
        ...[order.leftFen, timeOrNull(dueAt), asked.replacesId ?? null, isoOf(now)],
        ...[asked.replacesId === undefined ? 'ask' : 'reissue', asked.actor.kind, asked.actor.id ?? null],
      ])
    } catch (error) {
      if (isUniqueViolation(error, 'invoices_live_once'))
        throw new DomainError('INVOICE_NOT_POSSIBLE', { reason: 'EXISTS' })
      throw error
    }
  }

  /** Takes one step of a held invoice and answers how it stands then. Throws INVOICE_ACTION_NOT_ALLOWED. */
  async take(tx: Tx, held: HeldInvoice, action: InvoiceAction, step: Step): Promise<HeldInvoice> {
    const { row } = held
    const { actor, note = '', amountFen = row.amountFen } = step
    const to: InvoiceState = invoiceLife.next(row.state, action, this.facts(held), actor.kind)
    const taken = await tx.execute(TAKE, [
      ...[row.id, row.state, to, amountFen, action, actor.kind, actor.id ?? null],
      ...[this.seals.sealNote(note), isoOf(this.clock.now())],
    ])
    assert(taken === 1, `invoice ${row.id} left ${row.state} while its row was held`)
    return { order: held.order, row: await this.again(tx, row.id) }
  }

  /**
   * Brings an invoice in line with what is left of its order: less is asked for, nothing any more, or what was issued is to be
   * reversed. While somebody is at the tax bureau with it, it waits for what they record.
   */
  async follow(tx: Tx, held: HeldInvoice): Promise<void> {
    const { row, order } = held
    if (row.state === 'requested' && order.leftFen <= 0) await this.take(tx, held, 'drop', { actor: SYSTEM })
    else if (row.state === 'requested' && order.leftFen !== row.amountFen)
      await this.take(tx, held, 'adjust', { actor: SYSTEM, amountFen: order.leftFen })
    else if (row.state === 'issued' && order.leftFen < row.amountFen)
      await this.take(tx, held, 'begin_reversal', { actor: SYSTEM })
  }

  private facts({ row, order }: HeldInvoice): InvoiceFacts {
    return {
      ...factsOf(row, this.clock.now()),
      received: order.receivedAt !== null,
      left: order.leftFen > 0,
    }
  }
}

interface Asked {
  readonly buyer: WholeBuyer
  readonly actor: InvoiceActor
  /** The reversed one whose place it takes. */
  readonly replacesId?: string
}
