import type { Permission } from '@jishi/contracts/identity/identity.terms'
import type { Todos } from '@jishi/contracts/insight/insight.schema'
import { isoOf, type Instant } from '@jishi/kernel/time'
import type { OperatorActor } from '../../infra/auth/actor.js'
import type { CatalogConcerns } from '../catalog/index.js'
import type { WaitingAfterSales, WaitingOrders } from '../order/index.js'
import type { PaymentConcerns } from '../payment/index.js'
import type { WaitingPeople } from './waiting-people.js'

/** All that was counted, whoever asked. */
export interface Counted {
  readonly waiting: WaitingOrders
  readonly concerns: PaymentConcerns
  readonly parcels: number
  readonly reports: number
  readonly stuckRefunds: number
  readonly afterSales: WaitingAfterSales
  readonly people: WaitingPeople
  readonly goods: CatalogConcerns
}

/** Only what the operator may see: the rest is null, so that not even its number is told. */
export const todosOf = (counted: Counted, { permissions }: OperatorActor): Todos => {
  const may =
    (permission: Permission) =>
    (count: number): number | null =>
      permissions.has(permission) ? count : null
  const since = (permission: Permission, at: Instant | null): string | null =>
    permissions.has(permission) && at !== null ? isoOf(at) : null
  const { waiting, concerns, afterSales, people, goods } = counted
  const [order, afterSale, review] = [may('order.read'), may('after-sale.read'), may('review.read')]
  const product = may('product.read')
  return {
    toShip: order(waiting.toShip),
    oldestPaidAt: since('order.read', waiting.oldestPaidAt),
    shipOverdue: order(waiting.shipOverdue),
    closingSoon: order(waiting.closingSoon),
    undelivered: order(waiting.undelivered),
    problemParcels: order(counted.parcels),
    platformReports: order(counted.reports),
    stuckRefunds: order(counted.stuckRefunds),
    closing: order(waiting.closing),
    unknownPayments: order(concerns.unknown),
    incidents: may('payment.read')(concerns.incidents),
    afterSales: afterSale(afterSales.waiting),
    afterSalesDueAt: since('after-sale.read', afterSales.dueAt),
    arbitrations: afterSale(afterSales.arbitrating),
    reviewsWaiting: review(people.reviewsWaiting),
    reviewsAppealed: review(people.reviewsAppealed),
    feedbacks: may('service.read')(people.feedbacks),
    feedbacksDueAt: since('service.read', people.feedbacksDueAt),
    invoices: may('invoice.read')(people.invoices),
    invoicesDueAt: since('invoice.read', people.invoicesDueAt),
    lowStock: product(goods.lowStock),
    drafts: product(goods.drafts),
    shelfRefused: product(goods.shelfRefused),
    permitsExpiring: may('permit.read')(goods.permitsExpiring),
  }
}
