export {
  EARNS_ALL,
  EARNS_NOTHING,
  STACKS_ALL,
  STACKS_NOTHING,
  type KindEarns,
  type KindPolicy,
  type KindStack,
} from './kinds/kind-policy.js'
export {
  fullTerm,
  type Claimed,
  type Effect,
  type Hold,
  type KindAsking,
  type KindBack,
  type KindDraft,
  type KindOrder,
  type KindPrice,
  type OrderKind,
  type PaidTermOf,
  type Term,
} from './kinds/order-kind.js'
export { OrderKinds } from './kinds/order-kinds.js'
export { CarrierTable } from './fulfilment/carriers.js'
export { InvoicedOrders, type InvoicedOrder } from './invoiced-orders.js'
export { OrderFacade } from './order.facade.js'
export { OrderModule } from './order.module.js'
export { OrderReports } from './order-reports.js'
export type { PaidFigures, Span, WaitingOrders } from './order-figures.js'
export type { WaitingAfterSales } from './aftersale/after-sale.queries.js'
export type { Payer } from './start-payment.js'
export { orderPastOf, type OrderPast } from './order-past.queries.js'
export { ordersOfTerms, subjectsOfOrderNo } from './order-of-terms.queries.js'
