import type { OrderView } from '@jishi/contracts/order/order.schema'
import type { PriceChangeView } from '@jishi/contracts/order/price-change.schema'
import { freshKey, orderOf } from './buying.js'
import type { ShopClient, Shopper } from './shopper.js'

export interface Moves {
  /** By place of the line, what it is moved by. */
  readonly moves: readonly number[]
  readonly reason?: string
  readonly expectedPayableFen?: number
  readonly idempotencyKey?: string
}

/** Moves the lines of an order in their order, as the dialogue does after a look at what it costs. */
export const changePrice = (
  desk: ShopClient,
  order: Pick<OrderView, 'id' | 'lines' | 'payableFen'>,
  { moves, reason = '老顾客', expectedPayableFen = order.payableFen, idempotencyKey = freshKey() }: Moves,
): Promise<PriceChangeView> => {
  const lines = moves.map((changeFen, place) => ({ lineId: order.lines[place]?.id ?? '', changeFen }))
  const body = { lines, reason, expectedPayableFen }
  return desk.priceChange.change({ params: { id: order.id }, body, idempotencyKey })
}

/** The same of the order as its buyer sees it now. */
export const changePriceOf = async (
  desk: ShopClient,
  who: Shopper,
  orderId: string,
  moves: readonly number[],
): Promise<PriceChangeView> => changePrice(desk, await orderOf(who, orderId), { moves })

export const on = (id: string, idempotencyKey = freshKey()) => ({ params: { id }, idempotencyKey })
