import type { UnionpayEvent, UnionpayOrder, UnionpayRefund } from './records.js'

/** UnionPay's half of the book. It changes by journalled events only. */
export class UnionpayLedger {
  readonly orders = new Map<string, UnionpayOrder>()
  readonly #orderIdByLink = new Map<string, string>()
  readonly #orderIdByRefund = new Map<string, string>()

  orderByLink(token: string): UnionpayOrder | undefined {
    return this.orders.get(this.#orderIdByLink.get(token) ?? '')
  }

  orderByQueryId(queryId: string): UnionpayOrder | undefined {
    return [...this.orders.values()].find((order) => order.queryId === queryId)
  }

  refund(orderId: string): { order: UnionpayOrder; refund: UnionpayRefund } | undefined {
    const order = this.orders.get(this.#orderIdByRefund.get(orderId) ?? '')
    const refund = order?.refunds.find((known) => known.orderId === orderId)
    return order === undefined || refund === undefined ? undefined : { order, refund }
  }

  clear(): void {
    for (const known of [this.orders, this.#orderIdByLink, this.#orderIdByRefund]) known.clear()
  }

  apply(event: UnionpayEvent): void {
    if (event.type === 'order-opened') {
      const { order } = event
      this.orders.set(order.orderId, { ...order, refunds: [...order.refunds] })
      this.#orderIdByLink.set(order.linkToken, order.orderId)
      return
    }
    const order = this.orders.get(event.orderId)
    if (order === undefined) throw new Error(`the journal speaks of the unknown order ${event.orderId}`)
    if (event.type === 'order-paid') Object.assign(order, { queryId: event.queryId, paidAt: event.at })
    else if (event.type === 'order-cancelled') order.cancelledAt = event.at
    else {
      order.refunds.push({ ...event.refund })
      this.#orderIdByRefund.set(event.refund.orderId, order.orderId)
    }
  }
}

export function refundedFen(order: UnionpayOrder): number {
  return order.refunds.reduce((sum, refund) => sum + (refund.respCode === '00' ? refund.txnAmt : 0), 0)
}
