export { orderAtOf } from './order-at/order-at.query.js'
export { InsightModule } from './insight.module.js'
