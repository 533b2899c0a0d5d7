import { Inject, Injectable } from '@nestjs/common'
import type {
  AdminInvoice,
  AdminInvoiceDetail,
  AdminInvoicesQuery,
  InvoiceFigures,
} from '@jishi/contracts/invoice/invoice.schema'
import type { Page } from '@jishi/contracts/primitives.schema'
import { PAGE_SIZE } from '@jishi/contracts/primitives.terms'
import { DomainError } from '@jishi/kernel/errors'
import { isoOf, type Clock, type Instant } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import { Conditions } from '../../infra/database/conditions.js'
import { Database } from '../../infra/database/database.js'
import type { Sql } from '../../infra/database/sql.js'
import { addTimePage, cutTimePage } from '../../infra/database/time-page.js'
import { IdentityFacade } from '../identity/index.js'
import { InvoicedOrders } from '../order/index.js'
import { invoiceLife } from './domain/invoice-life.js'
import { maskedEmail, maskedTaxNumber, maskedTitle } from './domain/masks.js'
import { factsOf, INVOICE, RESEND_WAITS, sharedView, timeOrNull, type InvoiceRow } from './invoice.rows.js'
import { InvoiceSeals } from './invoice-seals.js'

type Step = AdminInvoiceDetail['steps'][number]
interface StepRow extends Omit<Step, 'at' | 'note' | 'operatorName'> {
  readonly actorId: string | null
  readonly noteEnc: string | null
  readonly at: Instant
}

const ISSUABLE = `i.state = 'requested' and i.due_at is not null`
const TO_ISSUE = `i.state in ('requested', 'issuing')`

export interface IssuableInvoices {
  readonly issuable: number
  readonly dueAt: Instant | null
}

/** Invoices as operators see them: whose they are is masked. */
@Injectable()
export class AdminInvoices {
  constructor(
    private readonly database: Database,
    private readonly identity: IdentityFacade,
    private readonly orders: InvoicedOrders,
    private readonly seals: InvoiceSeals,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Newest first. */
  async list(query: AdminInvoicesQuery): Promise<Page<AdminInvoice>> {
    const conditions = this.conditionsOf(query)
    addTimePage(conditions, 'i.created_at', 'i.id', query)
    const limit = query.limit ?? PAGE_SIZE
    const rows = await this.database.rows<InvoiceRow>(
      `${INVOICE} ${conditions.where} order by i.created_at desc, i.id desc limit ${limit + 1}`,
      conditions.values,
    )
    const page = cutTimePage(
      rows.map((row) => ({ ...row, at: row.createdAt })),
      limit,
    )
    return { items: page.rows.map((row) => this.view(row)), nextCursor: page.nextCursor }
  }

  async figures(): Promise<InvoiceFigures> {
    return this.database.one<InvoiceFigures>(
      `select count(*) filter (where ${ISSUABLE}) as "toIssue",
              count(*) filter (where i.state = 'issuing') as issuing,
              count(*) filter (where ${TO_ISSUE} and i.due_at < $1) as overdue,
              count(*) filter (where i.state = 'reversing') as "toReverse",
              count(*) filter (where ${RESEND_WAITS}) as "toResend"
         from invoices i where i.state in ('requested', 'issuing', 'issued', 'reversing')`,
      [isoOf(this.clock.now())],
    )
  }

  /** What can be issued now, and the first day among it that was promised. */
  issuable(sql: Sql): Promise<IssuableInvoices> {
    return sql.one<IssuableInvoices>(
      `select count(*) as issuable, min(i.due_at) as "dueAt" from invoices i where ${ISSUABLE}`,
    )
  }

  /** Throws NOT_FOUND. */
  async detail(id: string): Promise<AdminInvoiceDetail> {
    const row = await this.database.maybe<InvoiceRow>(`${INVOICE} where i.id = $1`, [id])
    if (row === undefined) throw new DomainError('NOT_FOUND')
    const { leftFen } = await this.orders.of(this.database, row.orderId)
    const kept = await this.orders.kept(this.database, row.orderId)
    return { ...this.view(row), ...kept, leftFen: Math.max(leftFen, 0), steps: await this.stepsOf(id) }
  }

  private conditionsOf(query: AdminInvoicesQuery): Conditions {
    const conditions = new Conditions()
    if (query.state !== undefined) conditions.add('i.state = ?', query.state)
    if (query.kind !== undefined) conditions.add('i.kind = ?', query.kind)
    if (query.orderNo !== undefined) conditions.add('i.order_no = ?', query.orderNo)
    if (query.number !== undefined)
      conditions.add('i.id in (select n.invoice_id from invoice_numbers n where n.number = ?)', query.number)
    if (query.overdue !== undefined) conditions.add(`${TO_ISSUE} and i.due_at < ?`, isoOf(this.clock.now()))
    if (query.toIssue !== undefined) conditions.add(ISSUABLE)
    if (query.resend !== undefined) conditions.add(RESEND_WAITS)
    return conditions
  }

  private async stepsOf(id: string): Promise<Step[]> {
    const rows = await this.database.rows<StepRow>(
      `select action, actor_kind as actor, actor_id as "actorId", to_state as state, amount_fen as "amountFen",
              note_enc as "noteEnc", happened_at as at
         from invoice_events where invoice_id = $1 order by seq`,
      [id],
    )
    const operators = rows.filter(({ actor }) => actor === 'operator').map(({ actorId }) => actorId ?? '')
    const names = await this.identity.operatorNames(this.database, operators)
    return rows.map(({ actorId, noteEnc, at, ...step }) => ({
      ...step,
      operatorName: step.actor === 'operator' ? (names.get(actorId ?? '') ?? null) : null,
      note: this.seals.openNote(noteEnc),
      at: isoOf(at),
    }))
  }

  private view(row: InvoiceRow): AdminInvoice {
    const { holder, email } = this.seals.openBuyer(row.buyerEnc)
    const now = this.clock.now()
    return {
      ...sharedView(row, null),
      titleMasked: maskedTitle(holder.kind, holder.title),
      taxNoMasked: holder.kind === 'company' ? maskedTaxNumber(holder.taxNo) : null,
      emailMasked: maskedEmail(email),
      documentType: row.documentType,
      linked: row.linkEnc !== null,
      overdue: ['requested', 'issuing'].includes(row.state) && row.dueAt !== null && row.dueAt < now,
      resentAt: timeOrNull(row.resentAt),
      allowedActions: invoiceLife.allowed(row.state, factsOf(row, now), 'operator'),
    }
  }
}
