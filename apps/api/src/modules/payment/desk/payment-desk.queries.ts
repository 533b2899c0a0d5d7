import { Injectable } from '@nestjs/common'
import type {
  AdminPaymentsQuery,
  AdminPaymentView,
  AdminRefundsQuery,
  AdminRefundView,
  IncidentsQuery,
} from '@jishi/contracts/payment/finance.schema'
import type { Page } from '@jishi/contracts/primitives.schema'
import { PAGE_SIZE } from '@jishi/contracts/primitives.terms'
import type { Instant } from '@jishi/kernel/time'
import type { PaymentSubject } from '../../../events/payment.events.js'
import { Conditions } from '../../../infra/database/conditions.js'
import { Database } from '../../../infra/database/database.js'
import { addTimePage, cutTimePage } from '../../../infra/database/time-page.js'
import { STOPPED } from '../payment.queries.js'
import * as rows from './desk-rows.js'
import { addIncidentSearch, addPaymentSearch, addRefundSearch } from './desk-search.js'
import { paymentDetail, refundDetail } from './desk-details.js'

export type PaymentFacts = Omit<AdminPaymentView, 'order' | 'replayable' | 'postings'>
export type RefundFacts = Omit<AdminRefundView, 'order' | 'postings'>

/** Payments, refunds and incidents as operators look for them. Each list is one statement along an index. */
@Injectable()
export class PaymentDesk {
  constructor(private readonly database: Database) {}

  /** `subjects`: those of the order whose number is looked for. */
  async payments(query: AdminPaymentsQuery, subjects: readonly PaymentSubject[]): Promise<Page<rows.PaymentLine>> {
    const conditions = new Conditions()
    if (query.channel !== undefined) conditions.add('a.channel = ?', query.channel)
    if (query.state !== undefined) conditions.add('a.state = ?', query.state)
    if (query.q !== undefined) addPaymentSearch(conditions, { q: query.q, subjects })
    addTimePage(conditions, 'a.created_at', 'a.id', query)
    const found = await this.database.rows<rows.PaymentRead>(
      `select ${rows.PAYMENT_COLUMNS} from ${rows.PAYMENT_FROM} ${conditions.where}
        order by a.created_at desc, a.id desc limit ${(query.limit ?? PAGE_SIZE) + 1}`,
      conditions.values,
    )
    return paged(found, ({ createdAt }) => createdAt, query.limit, rows.paymentLine)
  }

  async refunds(query: AdminRefundsQuery, subjects: readonly PaymentSubject[]): Promise<Page<rows.RefundLine>> {
    const conditions = new Conditions()
    if (query.channel !== undefined) conditions.add('a.channel = ?', query.channel)
    if (query.state !== undefined) conditions.add('r.state = ?', query.state)
    if (query.stopped !== undefined) conditions.add(STOPPED)
    if (query.q !== undefined) addRefundSearch(conditions, { q: query.q, subjects })
    addTimePage(conditions, 'r.created_at', 'r.id', query)
    const found = await this.database.rows<rows.RefundRead>(
      `select ${rows.REFUND_COLUMNS} from ${rows.REFUND_FROM} ${conditions.where}
        order by r.created_at desc, r.id desc limit ${(query.limit ?? PAGE_SIZE) + 1}`,
      conditions.values,
    )
    return paged(found, ({ createdAt }) => createdAt, query.limit, rows.refundLine)
  }

  async incidents(query: IncidentsQuery, subjects: readonly PaymentSubject[]): Promise<Page<rows.IncidentLine>> {
    const conditions = new Conditions()
    if (query.tab !== undefined) conditions.add(`x.resolved_at is ${query.tab === 'open' ? '' : 'not '}null`)
    if (query.kind !== undefined) conditions.add('x.kind = ?', query.kind)
    if (query.q !== undefined) addIncidentSearch(conditions, { q: query.q, subjects })
    addTimePage(conditions, 'x.opened_at', 'x.id', query)
    const found = await this.database.rows<rows.IncidentRead>(
      `select ${rows.INCIDENT_COLUMNS} from ${rows.INCIDENT_FROM} ${conditions.where}
        order by x.opened_at desc, x.id desc limit ${(query.limit ?? PAGE_SIZE) + 1}`,
      conditions.values,
    )
    return paged(found, ({ openedAt }) => openedAt, query.limit, rows.incidentLine)
  }

  /** Throws NOT_FOUND. */
  payment(id: string): Promise<PaymentFacts> {
    return paymentDetail(this.database, id)
  }

  /** Throws NOT_FOUND. */
  refund(id: string): Promise<RefundFacts> {
    return refundDetail(this.database, id)
  }

  async incident(id: string): Promise<rows.IncidentLine> {
    const found = await this.database.one<rows.IncidentRead>(
      `select ${rows.INCIDENT_COLUMNS} from ${rows.INCIDENT_FROM} where x.id = $1`,
      [id],
    )
    return rows.incidentLine(found)
  }
}

function paged<Read extends { readonly id: string }, Line>(
  found: readonly Read[],
  timeOf: (row: Read) => Instant,
  limit: number | undefined,
  lineOf: (row: Read) => Line,
): Page<Line> {
  const page = cutTimePage(
    found.map((row) => ({ row, id: row.id, at: timeOf(row) })),
    limit ?? PAGE_SIZE,
  )
  return { items: page.rows.map(({ row }) => lineOf(row)), nextCursor: page.nextCursor }
}
