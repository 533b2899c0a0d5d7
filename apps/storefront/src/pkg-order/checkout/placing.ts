import type { OrderView, PlaceOrderBody } from '@jishi/contracts/order/order.schema'
import { api } from '@/api'
import { useActionKey } from '@/composables/action-key'

/** The same order is sent under the same key, so that trying again never places a second one. */
export const usePlacing = () => {
  const keyOf = useActionKey()
  return (body: PlaceOrderBody): Promise<OrderView> => api.order.place({ body, idempotencyKey: keyOf(body) })
}
