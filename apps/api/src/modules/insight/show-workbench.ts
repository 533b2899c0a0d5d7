import { Inject, Injectable } from '@nestjs/common'
import type { Figures, WorkbenchView } from '@jishi/contracts/insight/insight.schema'
import { CLOSING_SOON_MS, PERMIT_NOTICE_DAYS } from '@jishi/contracts/insight/insight.terms'
import { LOW_STOCK } from '@jishi/contracts/inventory/inventory.terms'
import {
  addDays,
  addMs,
  addShopDays,
  isoOf,
  shopDay,
  startOfShopDay,
  type Clock,
  type Instant,
} from '@jishi/kernel/time'
import type { OperatorActor } from '../../infra/auth/actor.js'
import { CLOCK } from '../../infra/clock/clock.js'
import { Database } from '../../infra/database/database.js'
import type { Sql } from '../../infra/database/sql.js'
import { together } from '../../infra/database/together.js'
import { CatalogFacade } from '../catalog/index.js'
import { InventoryFacade } from '../inventory/index.js'
import { OrderReports, type PaidFigures, type Span } from '../order/index.js'
import { PaymentFacade } from '../payment/index.js'
import { WaitingDesks } from './waiting-people.js'
import { todosOf } from './workbench-todos.js'

const LATEST = 6

/** The first page of the back office: what waits, how the day goes, what came in last. What all modules count travels together. */
@Injectable()
export class ShowWorkbench {
  constructor(
    private readonly database: Database,
    private readonly orders: OrderReports,
    private readonly payment: PaymentFacade,
    private readonly catalog: CatalogFacade,
    private readonly inventory: InventoryFacade,
    private readonly desks: WaitingDesks,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(operator: OperatorActor): Promise<WorkbenchView> {
    const now = this.clock.now()
    const spans: Span[] = [
      { from: startOfShopDay(now), to: now },
      { from: addDays(startOfShopDay(now), -1), to: addDays(now, -1) },
    ]
    const [counted, goods, latest] = await Promise.all([
      this.counted(now, spans),
      this.goodsConcerns(now),
      operator.permissions.has('order.read') ? this.orders.latest(LATEST) : [],
    ])
    const { paid, concerns } = counted
    return {
      asOf: isoOf(now),
      todos: todosOf({ ...counted, goods }, operator),
      today: figuresOf(paid[0], concerns.refundedFen[0]),
      yesterday: figuresOf(paid[1], concerns.refundedFen[1]),
      latest,
    }
  }

  /** One statement; a second one only where refunds are stuck. */
  private async counted(now: Instant, spans: readonly Span[]) {
    const sql: Sql = this.database
    const overdueBefore = addMs(now, -(await this.orders.shipsWithinMs()))
    const [paid, waiting, concerns, parcels, reports, afterSales, stuckRefunds, people] = await together(sql, (one) => [
      this.orders.paid(one, spans),
      this.orders.waiting(one, now, overdueBefore, addMs(now, CLOSING_SOON_MS)),
      this.payment.concerns(one, spans),
      this.orders.problemParcels(one),
      this.orders.troubledReports(one),
      this.orders.waitingAfterSales(one),
      this.orders.stuckRefunds(one),
      this.desks.people(one),
    ])
    return { paid, waiting, concerns, parcels, reports, afterSales, stuckRefunds, people }
  }

  private async goodsConcerns(now: Instant) {
    const plentiful = await this.inventory.plentiful(this.database, LOW_STOCK)
    const today = shopDay(now)
    return this.catalog.concerns(this.database, plentiful, today, addShopDays(today, PERMIT_NOTICE_DAYS))
  }
}

const NOTHING: PaidFigures = { paidFen: 0, orders: 0, payers: 0 }

/** The average is shown, never added up again: half a fen is rounded. */
const figuresOf = ({ paidFen, orders, payers } = NOTHING, refundedFen = 0): Figures => ({
  paidFen,
  orders,
  payers,
  averageFen: orders === 0 ? 0 : Math.round(paidFen / orders),
  refundedFen,
})
