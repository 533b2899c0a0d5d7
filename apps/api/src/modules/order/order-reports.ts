import { Injectable } from '@nestjs/common'
import type { AdminOrderRow } from '@jishi/contracts/order/order.schema'
import { addMs, type Instant } from '@jishi/kernel/time'
import { Database } from '../../infra/database/database.js'
import { SettingsFacade } from '../settings/index.js'
import { AdminOrdersQueries } from './admin-orders.queries.js'
import { shipWithinMs } from './domain/ship-promise.js'
import { TrackingQueries } from './tracking/tracking.queries.js'
import { PlatformReportsQueries } from './platform-reports/platform-reports.queries.js'
import { OrderFigures, type PaidFigures, type SoldProduct, type Span, type WaitingOrders } from './order-figures.js'

/** What modules above may ask about many orders at once. */
@Injectable()
export class OrderReports {
  constructor(
    private readonly database: Database,
    private readonly figures: OrderFigures,
    private readonly list: AdminOrdersQueries,
    private readonly settings: SettingsFacade,
    private readonly tracking: TrackingQueries,
    private readonly platforms: PlatformReportsQueries,
  ) {}

  /** Money of paid terms by the time it was paid, one answer a span. */
  paid(spans: readonly Span[]): Promise<PaidFigures[]> {
    return this.figures.paid(this.database, spans)
  }

  /** Orders that wait for the shop; overdue is measured by the promise the shop shows. */
  async waiting(now: Instant, closesBefore: Instant): Promise<WaitingOrders> {
    const { promise } = await this.settings.get('freight')
    return this.figures.waiting(this.database, now, addMs(now, -shipWithinMs(promise)), closesBefore)
  }

  bestSellers(span: Span, limit: number): Promise<SoldProduct[]> {
    return this.figures.bestSellers(this.database, span, limit)
  }

  /** Parcels that are stuck, in trouble, on their way back, or that their carrier does not know. */
  problemParcels(): Promise<number> {
    return this.tracking.problemCount()
  }

  /** Payments that a wallet did not take the word on, or should have heard of by now. */
  troubledReports(): Promise<number> {
    return this.platforms.troubledCount()
  }

  async latest(limit: number): Promise<AdminOrderRow[]> {
    return (await this.list.list({ limit })).items
  }
}
