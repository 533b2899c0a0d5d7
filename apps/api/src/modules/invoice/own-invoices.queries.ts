import { Inject, Injectable } from '@nestjs/common'
import type { OrderInvoices, OwnInvoice } from '@jishi/contracts/invoice/invoice.schema'
import type { Page, PageQuery } from '@jishi/contracts/primitives.schema'
import { PAGE_SIZE } from '@jishi/contracts/primitives.terms'
import { DomainError } from '@jishi/kernel/errors'
import type { Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import { Conditions } from '../../infra/database/conditions.js'
import { Database } from '../../infra/database/database.js'
import { addTimePage, cutTimePage } from '../../infra/database/time-page.js'
import { InvoicedOrders } from '../order/index.js'
import { hindranceOf } from './domain/hindrance.js'
import { invoiceLife } from './domain/invoice-life.js'
import { factsOf, INVOICE, sharedView, type InvoiceRow } from './invoice.rows.js'
import { InvoiceSeals } from './invoice-seals.js'

const NEWEST_FIRST = 'order by i.created_at desc, i.id desc'
const MOST_OF_AN_ORDER = 50

/** Asked by itself: the one that lives need not be among the newest. */
const LIVES = `
  select exists (select 1 from invoices
    where order_id = $1 and state in ('requested', 'issuing', 'issued', 'reversing')) as lives`

/** A member's own invoices, whole. */
@Injectable()
export class OwnInvoices {
  constructor(
    private readonly database: Database,
    private readonly orders: InvoicedOrders,
    private readonly seals: InvoiceSeals,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async mine(memberId: string, query: PageQuery): Promise<Page<OwnInvoice>> {
    const conditions = new Conditions()
    conditions.add('i.member_id = ?', memberId)
    addTimePage(conditions, 'i.created_at', 'i.id', query)
    const limit = query.limit ?? PAGE_SIZE
    const rows = await this.database.rows<InvoiceRow>(
      `${INVOICE} ${conditions.where} ${NEWEST_FIRST} limit ${limit + 1}`,
      conditions.values,
    )
    const page = cutTimePage(
      rows.map((row) => ({ ...row, at: row.createdAt })),
      limit,
    )
    return { items: page.rows.map((row) => this.view(row)), nextCursor: page.nextCursor }
  }

  /** Throws NOT_FOUND. */
  async one(memberId: string, id: string): Promise<OwnInvoice> {
    const row = await this.database.maybe<InvoiceRow>(`${INVOICE} where i.id = $1 and i.member_id = $2`, [id, memberId])
    if (row === undefined) throw new DomainError('NOT_FOUND')
    return this.view(row)
  }

  /** The newest of them: whoever asks and takes back without end finds the older ones among all of theirs. Throws NOT_FOUND. */
  async ofOrder(memberId: string, orderId: string): Promise<OrderInvoices> {
    const order = await this.orders.of(this.database, orderId, memberId)
    const rows = await this.database.rows<InvoiceRow>(
      `${INVOICE} where i.order_id = $1 ${NEWEST_FIRST} limit ${MOST_OF_AN_ORDER}`,
      [orderId],
    )
    const { lives } = await this.database.one<{ lives: boolean }>(LIVES, [orderId])
    return {
      orderNo: order.orderNo,
      amountFen: Math.max(order.leftFen, 0),
      hindrance: hindranceOf(order, lives, this.clock.now()),
      items: rows.map((row) => this.view(row)),
    }
  }

  private view(row: InvoiceRow): OwnInvoice {
    return {
      ...sharedView(row, this.seals.openLink(row.linkEnc)),
      ...this.seals.openBuyer(row.buyerEnc),
      refusal: row.refusalEnc === null ? null : this.seals.openNote(row.refusalEnc),
      allowedActions: invoiceLife.allowed(row.state, factsOf(row, this.clock.now()), 'member'),
    }
  }
}
