import type { ShipBody } from '@jishi/contracts/order/shipment.schema'
import type { OrderReports } from '@jishi/contracts/order/platform-reports.schema'
import { addMs, secondMs } from '@jishi/kernel/time'
import { operatorOf, placeNow } from './buying.js'
import type { Shopper } from './shopper.js'
import { authorise, openCashier, startWith } from './wallets.js'
import type { WholeShop } from './whole-shop.js'

export interface PaidInside {
  readonly orderId: string
  readonly attemptNo: string
}

type Mini = 'wechat_mp' | 'alipay_mp'

/** Somebody who is known to a mini program pays what they owe inside it. */
export const payInside = async (shop: WholeShop, who: Shopper, orderId: string, channel: Mini): Promise<PaidInside> => {
  const start = await startWith(who, orderId, channel)
  await openCashier(shop, start)
  await shop.simulator.pay(start.attemptNo)
  await shop.simulator.settled()
  await shop.settle()
  return { orderId, attemptNo: start.attemptNo }
}

/** The whole purchase of somebody who was not known there before. */
export const boughtInside = async (
  shop: WholeShop,
  who: Shopper,
  lines: { skuId: string; qty: number }[],
  channel: Mini = 'wechat_mp',
): Promise<PaidInside> => {
  await shop.simulator.setClock(shop.clock.now())
  await authorise(shop, who, channel)
  const { id } = await placeNow(who, lines)
  return payInside(shop, who, id, channel)
}

/** What happens while something is being told is told right after it, or by the sweep. */
export const heard = async (shop: WholeShop): Promise<void> => {
  await shop.settle()
  await later(shop, 31 * secondMs)
}

/** A parcel leaves, and whoever has to hear of it has heard. */
export const sendParcel = async (
  shop: WholeShop,
  orderId: string,
  trackingNo: string,
  more: Partial<ShipBody> = {},
): Promise<void> => {
  const operator = await operatorOf(shop)
  await operator.order.ship({ params: { id: orderId }, body: { carrierCode: 'ZTO', trackingNo, ...more } })
  await heard(shop)
}

export const correctParcel = async (
  shop: WholeShop,
  orderId: string,
  trackingNo: string,
  parcel = 0,
): Promise<void> => {
  const operator = await operatorOf(shop)
  const { shipments } = await operator.order.adminOrder({ params: { id: orderId } })
  const body = { carrierCode: 'ZTO', trackingNo }
  await operator.fulfilment.correctShipment({ params: { id: shipments[parcel]?.id ?? '' }, body })
  await heard(shop)
}

/** As the shop's own page shows it. */
export const reportsOf = async (shop: WholeShop, orderId: string): Promise<OrderReports['items']> => {
  const operator = await operatorOf(shop)
  return (await operator.platformReports.adminReports({ params: { id: orderId } })).items
}

/** Time passes, and the sweep tells what is due. */
export const later = async (shop: WholeShop, ms: number, sweep = 'order.tell-platforms'): Promise<void> => {
  shop.clock.set(addMs(shop.clock.now(), ms))
  await shop.sweep(sweep)
  await shop.settle()
}
