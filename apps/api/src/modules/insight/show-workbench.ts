import { Inject, Injectable } from '@nestjs/common'
import type { Figures, Todos, WorkbenchView } from '@jishi/contracts/insight/insight.schema'
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
import { CatalogFacade } from '../catalog/index.js'
import { InventoryFacade } from '../inventory/index.js'
import { OrderReports, type PaidFigures } from '../order/index.js'
import { PaymentFacade } from '../payment/index.js'

const LATEST = 6

/** The first page of the back office: what waits, how the day goes, what came in last. Seven statements. */
@Injectable()
export class ShowWorkbench {
  constructor(
    private readonly database: Database,
    private readonly orders: OrderReports,
    private readonly payment: PaymentFacade,
    private readonly catalog: CatalogFacade,
    private readonly inventory: InventoryFacade,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(operator: OperatorActor): Promise<WorkbenchView> {
    const now = this.clock.now()
    const spans = [
      { from: startOfShopDay(now), to: now },
      { from: addDays(startOfShopDay(now), -1), to: addDays(now, -1) },
    ]
    const seesOrders = operator.permissions.has('order.read')
    const [paid, waiting, concerns, goods, parcels, reports, latest] = await Promise.all([
      this.orders.paid(spans),
      this.orders.waiting(now, addMs(now, CLOSING_SOON_MS)),
      this.payment.concerns(this.database, spans),
      this.goodsConcerns(now),
      this.orders.problemParcels(),
      this.orders.troubledReports(),
      seesOrders ? this.orders.latest(LATEST) : [],
    ])
    const may = (permission: string, count: number): number | null =>
      operator.permissions.has(permission) ? count : null
    const todos: Todos = {
      toShip: may('order.read', waiting.toShip),
      oldestPaidAt: seesOrders && waiting.oldestPaidAt !== null ? isoOf(waiting.oldestPaidAt) : null,
      shipOverdue: may('order.read', waiting.shipOverdue),
      closingSoon: may('order.read', waiting.closingSoon),
      undelivered: may('order.read', waiting.undelivered),
      problemParcels: may('order.read', parcels),
      platformReports: may('order.read', reports),
      closing: may('order.read', waiting.closing),
      unknownPayments: may('order.read', concerns.unknown),
      incidents: may('order.read', concerns.incidents),
      lowStock: may('product.read', goods.lowStock),
      drafts: may('product.read', goods.drafts),
      shelfRefused: may('product.read', goods.shelfRefused),
      permitsExpiring: may('permit.read', goods.permitsExpiring),
    }
    return {
      asOf: isoOf(now),
      todos,
      today: figuresOf(paid[0], concerns.refundedFen[0]),
      yesterday: figuresOf(paid[1], concerns.refundedFen[1]),
      latest,
    }
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
