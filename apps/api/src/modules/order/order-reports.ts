import { Injectable } from '@nestjs/common'
import type { AdminOrderRow } from '@jishi/contracts/order/order.schema'
import type { Instant } from '@jishi/kernel/time'
import { Database } from '../../infra/database/database.js'
import type { Sql } from '../../infra/database/sql.js'
import { SettingsFacade } from '../settings/index.js'
import { AdminOrdersQueries } from './admin-orders.queries.js'
import { AfterSaleQueries, type WaitingAfterSales } from './aftersale/after-sale.queries.js'
import { shipWithinMs } from '../pricing/index.js'
import { TrackingQueries } from './tracking/tracking.queries.js'
import { PlatformReportsQueries } from './platform-reports/platform-reports.queries.js'
import { OrderFigures, type PaidFigures, type SoldProduct, type Span, type WaitingOrders } from './order-figures.js'

/** What modules above may ask about many orders at once. What takes an `Sql` is one statement and may travel with others. */
@Injectable()
export class OrderReports {
  constructor(
    private readonly database: Database,
    private readonly figures: OrderFigures,
    private readonly list: AdminOrdersQueries,
    private readonly settings: SettingsFacade,
    private readonly tracking: TrackingQueries,
    private readonly platforms: PlatformReportsQueries,
    private readonly afterSales: AfterSaleQueries,
  ) {}

  /** Money of paid terms by the time it was paid, one answer a span. */
  paid(sql: Sql, spans: readonly Span[]): Promise<PaidFigures[]> {
    return this.figures.paid(sql, spans)
  }

  /** How long the shop takes to ship, by the promise it shows: what was paid longer ago is overdue. */
  async shipsWithinMs(): Promise<number> {
    return shipWithinMs((await this.settings.get('freight')).promise)
  }

  /** Orders that wait for the shop. */
  waiting(sql: Sql, now: Instant, overdueBefore: Instant, closesBefore: Instant): Promise<WaitingOrders> {
    return this.figures.waiting(sql, now, overdueBefore, closesBefore)
  }

  bestSellers(span: Span, limit: number): Promise<SoldProduct[]> {
    return this.figures.bestSellers(this.database, span, limit)
  }

  /** Parcels that are stuck, in trouble, on their way back, or that their carrier does not know. */
  problemParcels(sql: Sql): Promise<number> {
    return this.tracking.problemCount(sql)
  }

  /** Payments that a wallet did not take the word on, or should have heard of by now. */
  troubledReports(sql: Sql): Promise<number> {
    return this.platforms.troubledCount(sql)
  }

  /** After-sales that wait for a decision of the shop, and those that wait for a verdict. */
  waitingAfterSales(sql: Sql): Promise<WaitingAfterSales> {
    return this.afterSales.waiting(sql)
  }

  /** Orders with a refund that does not get through by itself; a second statement only where there are any. */
  stuckRefunds(sql: Sql): Promise<number> {
    return this.list.stuckRefunds(sql)
  }

  async latest(limit: number): Promise<AdminOrderRow[]> {
    return (await this.list.list({ limit })).items
  }
}
