export { OrderFacade } from './order.facade.js'
export { OrderModule } from './order.module.js'
export type { Payer } from './start-payment.js'
