/** A payment as WeChat's order centre shows it: 1 to ship, 2 shipped, 3 received, 5 refunded. */
export interface WechatOrder {
  order_state: number
  shipping: {
    logistics_type: number
    delivery_mode: number
    finish_shipping: boolean
    finish_shipping_count: number
    shipping_list: { tracking_no?: string; express_company?: string; goods_desc: string; contact?: object }[]
  }
}

/** An order as it was last told to Alipay. */
export interface AlipayOrder {
  outBizNo: string
  status: string
  parcels: string[]
  items: string[]
  syncs: number
}

/** The two wallets' own lists of orders, as their users see them. */
export interface OrderCentres {
  /** By the shop's number of the payment or by WeChat's own. */
  wechatOrder(no: string): Promise<WechatOrder>
  /** The payer presses the button of the component. */
  confirmWechatReceipt(no: string): Promise<void>
  wechatOrderPath(): Promise<string | null>
  alipayOrders(): Promise<AlipayOrder[]>
}

type ConsoleCall = <T>(method: string, path: string, body?: unknown) => Promise<T>

export const orderCentresOf = (call: ConsoleCall): OrderCentres => ({
  wechatOrder: (no) => call('GET', `/wechat/orders/${encodeURIComponent(no)}`),
  confirmWechatReceipt: async (no) => {
    await call('POST', `/wechat/orders/${encodeURIComponent(no)}/confirm-receipt`)
  },
  wechatOrderPath: async () => (await call<{ path: string | null }>('GET', '/wechat/order-path')).path,
  alipayOrders: async () => (await call<{ items: AlipayOrder[] }>('GET', '/alipay/orders')).items,
})
