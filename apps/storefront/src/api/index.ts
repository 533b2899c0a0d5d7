import { catalogRoutes } from '@jishi/contracts/catalog/catalog.routes'
import { createClient } from '@jishi/contracts/client'
import { identityRoutes } from '@jishi/contracts/identity/identity.routes'
import { orderRoutes } from '@jishi/contracts/order/order.routes'
import { paymentRoutes } from '@jishi/contracts/payment/payment.routes'
import { settingsRoutes } from '@jishi/contracts/settings/settings.routes'
import { favouritesRoutes } from '@jishi/contracts/shopfront/favourites.routes'
import { searchRoutes } from '@jishi/contracts/shopfront/search.routes'
import { shopfrontRoutes } from '@jishi/contracts/shopfront/shopfront.routes'
import { send } from './http'

/** Every call the storefront makes: `api.order.place({ body, idempotencyKey })`. */
export const api = createClient(
  {
    identity: identityRoutes,
    catalog: catalogRoutes,
    shopfront: shopfrontRoutes,
    favourites: favouritesRoutes,
    search: searchRoutes,
    order: orderRoutes,
    payment: { options: paymentRoutes.options },
    settings: { policyVersions: settingsRoutes.policyVersions, policyVersion: settingsRoutes.policyVersion },
  },
  send,
)

export { ApiError, asApiError, codeOf, isMissing, isUnanswered, named, wordsOf } from './api-error'
export { newActionKey } from './http'
export { noteServerTime, serverClock } from './server-clock'
