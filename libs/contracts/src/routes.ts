import { catalogRoutes } from './catalog/catalog.routes.js'
import { identityRoutes } from './identity/identity.routes.js'
import { orderRoutes } from './order/order.routes.js'
import { paymentRoutes } from './payment/payment.routes.js'
import { shopfrontRoutes } from './shopfront/shopfront.routes.js'

/** Every route of the program, by noun. */
export const routes = {
  identity: identityRoutes,
  catalog: catalogRoutes,
  shopfront: shopfrontRoutes,
  order: orderRoutes,
  payment: paymentRoutes,
}
