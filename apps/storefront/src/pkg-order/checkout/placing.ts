import type { OrderView, PlaceOrderBody } from '@jishi/contracts/order/order.schema'
import { api, newActionKey } from '@/api'

/** The same words are sent under the same key, so that trying again never places a second order. */
export const usePlacing = () => {
  let key = ''
  let words = ''
  return (body: PlaceOrderBody): Promise<OrderView> => {
    const now = JSON.stringify(body)
    if (now !== words) key = newActionKey()
    words = now
    return api.order.place({ body, idempotencyKey: key })
  }
}
