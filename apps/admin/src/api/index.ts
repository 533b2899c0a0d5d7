import { createClient } from '@jishi/contracts/client'
import { catalogRoutes } from '@jishi/contracts/catalog/catalog.routes'
import { identityRoutes } from '@jishi/contracts/identity/identity.routes'
import { orderRoutes } from '@jishi/contracts/order/order.routes'
import { shopfrontRoutes } from '@jishi/contracts/shopfront/shopfront.routes'
import { createSend } from './http'

let leave: () => void = () => undefined

/** The router supplies what happens when the session has ended, so that neither imports the other. */
export const whenSignedOut = (react: () => void): void => {
  leave = react
}

const send = createSend({
  fetch: (input, init) => fetch(input, init),
  pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  signedOut: () => leave(),
})

export const api = createClient(
  { identity: identityRoutes, catalog: catalogRoutes, shopfront: shopfrontRoutes, order: orderRoutes },
  send,
)
