import { Inject, Injectable } from '@nestjs/common'
import type {
  OrderReports,
  PaidOrder,
  PlatformReport,
  TroubledReport,
} from '@jishi/contracts/order/platform-reports.schema'
import { LATE_AFTER_MS, type ReportPlatform, type ReportState } from '@jishi/contracts/order/platform-reports.terms'
import type { Page, PageQuery } from '@jishi/contracts/primitives.schema'
import { PAGE_SIZE } from '@jishi/contracts/primitives.terms'
import { DomainError } from '@jishi/kernel/errors'
import { addMs, isoOf, type Clock, type Instant } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Conditions } from '../../../infra/database/conditions.js'
import { Database } from '../../../infra/database/database.js'
import type { Sql } from '../../../infra/database/sql.js'
import { addRisingTimePage, cutTimePage } from '../../../infra/database/time-page.js'
import { PaymentFacade } from '../../payment/index.js'

interface ReportRow {
  readonly id: string
  readonly attemptNo: string
  readonly platform: ReportPlatform
  readonly state: ReportState
  readonly problem: string | null
  readonly toldWhole: boolean
  readonly paidAt: Instant
  readonly toldAt: Instant | null
  readonly nextAt: Instant | null
  readonly orderOpen: boolean
}

const COLUMNS = `r.term_id as id, r.attempt_no as "attemptNo", r.platform, r.state, r.problem, r.told_whole as "toldWhole",
  r.paid_at as "paidAt", r.told_at as "toldAt", r.next_at as "nextAt", o.state in ('paid', 'shipped') as "orderOpen"`
/** `?` is the moment before which what was paid should have been told whole. */
const TROUBLED = `(not r.told_whole or r.state in ('failed', 'given_up')) and (r.state in ('failed', 'given_up')
  or r.platform = 'weixin' and o.state in ('paid', 'shipped') and not r.told_whole and r.paid_at <= ?)`

const MOST_COUNTED = 10_000

/** What the wallets know of orders, as far as they answered. */
@Injectable()
export class PlatformReportsQueries {
  constructor(
    private readonly database: Database,
    private readonly payment: PaymentFacade,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The order of a member's own payment; a foreign payment is as unknown as one that nobody made. */
  async paidOrder(memberId: string, attemptNo: string): Promise<PaidOrder> {
    const subject = await this.payment.subjectOf(this.database, attemptNo, memberId)
    const found = await this.database.maybe<PaidOrder>(
      `select order_id as "orderId" from order_terms where id = $1 and member_id = $2`,
      [subject?.kind === 'order_term' ? subject.id : null, memberId],
    )
    return found ?? { orderId: null }
  }

  /** Of one order, in the order in which it was paid; nothing where no wallet has to hear of it. */
  async ofOrder(sql: Sql, orderId: string): Promise<OrderReports> {
    const rows = await sql.rows<ReportRow>(
      `select ${COLUMNS} from platform_reports r join orders o on o.id = r.order_id
        where r.order_id = $1 order by r.paid_at, r.term_id`,
      [orderId],
    )
    return { items: rows.map((row) => this.view(row)) }
  }

  /** The same for a page of the shop. Throws NOT_FOUND for an order that is not there. */
  async ofShown(orderId: string): Promise<OrderReports> {
    const order = await this.database.maybe(`select 1 as one from orders where id = $1`, [orderId])
    if (order === undefined) throw new DomainError('NOT_FOUND')
    return this.ofOrder(this.database, orderId)
  }

  async troubled(query: PageQuery): Promise<Page<TroubledReport>> {
    const limit = query.limit ?? PAGE_SIZE
    const conditions = new Conditions([])
    conditions.add(TROUBLED, isoOf(this.lateSince()))
    addRisingTimePage(conditions, 'r.paid_at', 'r.term_id', query)
    const rows = await this.database.rows<ReportRow & { at: Instant; orderId: string; orderNo: string }>(
      `select ${COLUMNS}, r.paid_at as at, o.id as "orderId", o.order_no as "orderNo"
         from platform_reports r join orders o on o.id = r.order_id
         ${conditions.where} order by r.paid_at, r.term_id limit ${limit + 1}`,
      conditions.values,
    )
    const page = cutTimePage(rows, limit)
    const items = page.rows.map((row) => ({ ...this.view(row), orderId: row.orderId, orderNo: row.orderNo }))
    return { items, nextCursor: page.nextCursor }
  }

  async troubledCount(sql: Sql): Promise<number> {
    const conditions = new Conditions([])
    conditions.add(TROUBLED, isoOf(this.lateSince()))
    const { count } = await sql.one<{ count: number }>(
      `select count(*) as count from (select 1 from platform_reports r join orders o on o.id = r.order_id
         ${conditions.where} limit ${MOST_COUNTED}) n`,
      conditions.values,
    )
    return count
  }

  private view(row: ReportRow): PlatformReport {
    const { id, attemptNo, platform, state, problem, toldWhole, orderOpen } = row
    return {
      ...{ id, attemptNo, platform, state, problem },
      late: platform === 'weixin' && orderOpen && !toldWhole && row.paidAt <= this.lateSince(),
      paidAt: isoOf(row.paidAt),
      toldAt: row.toldAt === null ? null : isoOf(row.toldAt),
      nextAt: row.nextAt === null ? null : isoOf(row.nextAt),
    }
  }

  private lateSince(): Instant {
    return addMs(this.clock.now(), -LATE_AFTER_MS)
  }
}
