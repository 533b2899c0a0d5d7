import type { AfterSaleApplyBody, AfterSaleView } from '@jishi/contracts/order/after-sale.schema'
import type { OrderView } from '@jishi/contracts/order/order.schema'
import { addMs, dayMs, isoOf } from '@jishi/kernel/time'
import { freshKey, orderOf, pay, placeNow } from './buying.js'
import type { ShopClient, Shopper } from './shopper.js'
import type { WholeShop } from './whole-shop.js'

export const RETURN_ADDRESS = '退货组 杭州市余杭区 8 号'

let numbers = 0
/** A tracking number nobody used before. */
export const trackingNo = (): string => `ZTO40${String((numbers += 1)).padStart(8, '0')}`

const on = (id: string) => ({ params: { id }, idempotencyKey: freshKey() })

/** One shop, one buyer and one operator, and what each of them does with an after-sale. */
export class AfterSaleDesk {
  constructor(
    readonly shop: WholeShop,
    readonly who: Shopper,
    readonly operator: ShopClient,
  ) {}

  async paid(skuId: string, qty: number): Promise<OrderView> {
    const { id } = await placeNow(this.who, [{ skuId, qty }])
    await pay(this.shop, this.who, id)
    return orderOf(this.who, id)
  }

  async shipped(skuId: string, qty: number): Promise<OrderView> {
    const { id } = await this.paid(skuId, qty)
    await this.ship(id)
    return orderOf(this.who, id)
  }

  ship(orderId: string): Promise<OrderView | object> {
    return this.operator.order.ship({ ...on(orderId), body: { carrierCode: 'ZTO', trackingNo: trackingNo() } })
  }

  receive(orderId: string): Promise<OrderView> {
    return this.who.api.order.confirmReceipt(on(orderId))
  }

  /** `to` is what is wanted instead, of an exchange. */
  apply(order: OrderView, qty: number, given: Partial<AfterSaleApplyBody>, to?: string): Promise<AfterSaleView> {
    const lines = [{ lineId: order.lines[0]?.id ?? '', qty, ...(to === undefined ? {} : { skuId: to }) }]
    const body = { orderId: order.id, kind: 'return_refund' as const, reason: 'quality' as const, lines, ...given }
    return this.who.api.afterSale.apply({ body, idempotencyKey: freshKey() })
  }

  exchange(order: OrderView, qty: number, to: string): Promise<AfterSaleView> {
    return this.apply(order, qty, { kind: 'exchange' }, to)
  }

  approve(id: string) {
    return this.operator.afterSale.approve({ ...on(id), body: { returnAddress: RETURN_ADDRESS } })
  }

  sendBack(id: string): Promise<AfterSaleView> {
    return this.who.api.afterSale.sendBack({ ...on(id), body: { carrierCode: 'SF', trackingNo: trackingNo() } })
  }

  inspect(id: string, order: OrderView, sellableQty: number) {
    const lines = [{ lineId: order.lines[0]?.id ?? '', sellableQty }]
    return this.operator.afterSale.inspect({ ...on(id), body: { accepted: true, lines } })
  }

  resend(id: string, no = trackingNo()) {
    return this.operator.afterSale.resend({ ...on(id), body: { carrierCode: 'ZTO', trackingNo: no } })
  }

  refundInstead(id: string, reason = '快递把包裹弄丢了') {
    return this.operator.afterSale.refundInstead({ ...on(id), body: { reason } })
  }

  /** An exchange whose goods came back and were looked at. */
  async toResend(order: OrderView, to: string): Promise<string> {
    const { id, exchange } = await this.exchange(order, 1, to)
    await this.approve(id)
    if ((exchange?.differenceFen ?? 0) > 0) await pay(this.shop, this.who, order.id)
    await this.sendBack(id)
    await this.inspect(id, order, 1)
    return id
  }

  /** The carrier does not know the replacement, and it left days ago. */
  async losesReplacement(id: string): Promise<void> {
    await this.shop.settle()
    const at = isoOf(addMs(this.shop.clock.now(), -4 * dayMs))
    await this.shop.database.execute('update shipments set shipped_at = $2 where after_sale_id = $1', [id, at])
    await this.shop.database.execute(
      `update parcel_trackings t set watch = 'refused', next_at = null from shipments s where s.id = t.shipment_id and s.after_sale_id = $1`,
      [id],
    )
  }

  withdraw(id: string): Promise<AfterSaleView> {
    return this.who.api.afterSale.withdraw(on(id))
  }

  take(id: string): Promise<AfterSaleView> {
    return this.who.api.afterSale.receive(on(id))
  }

  one(id: string): Promise<AfterSaleView> {
    return this.who.api.afterSale.one({ params: { id } })
  }

  /** Money that is on its way is here. */
  async arrive(): Promise<void> {
    await this.shop.settle()
    await this.shop.simulator.settled()
    await this.shop.settle()
  }
}
