import type { DeliveryCode, OrderState } from '@jishi/contracts/order/order.terms'

/** What of an order a wallet is told, whichever it is. */
export interface ReportedOrder {
  readonly state: OrderState
  readonly placedAt: number
  readonly payableFen: number
  /** Without what was given back before it left. */
  readonly lines: readonly ReportedLine[]
  /** All that was bought. */
  readonly bought: readonly ReportedLine[]
  /** In the order in which they left. */
  readonly parcels: readonly ReportedParcel[]
}

export interface ReportedLine {
  readonly title: string
  readonly qty: number
  readonly unitFen: number
  readonly delivery: DeliveryCode
}

export interface ReportedParcel {
  readonly trackingNo: string
  /** What WeChat calls the carrier; Alipay takes the same letters. */
  readonly carrier: string
  readonly phoneTail: string
  readonly goods: readonly { readonly title: string; readonly qty: number }[]
}

export interface WeixinItem {
  readonly tracking_no?: string
  readonly express_company?: string
  readonly item_desc: string
  readonly contact?: { readonly receiver_contact: string }
}

export interface WeixinShipping {
  readonly logistics_type: number
  readonly delivery_mode: number
  readonly is_all_delivered?: boolean
  readonly shipping_list: readonly WeixinItem[]
}

const LOGISTICS = { courier: 1, virtual: 3 } as const
const MODE = { unified: 1, split: 2 } as const
const LONGEST_DESC = 120
const MOST_PARCELS = 10

/** 苹果 5 斤 ×2；梨 ×1, cut where WeChat has no more room, and never in the middle of a character. */
const inWords = (goods: readonly { title: string; qty: number }[]): string => {
  const whole = goods.map(({ title, qty }) => `${title} ×${qty}`).join('；')
  if (whole.length <= LONGEST_DESC) return whole
  let cut = ''
  for (const character of whole) {
    if (cut.length + character.length >= LONGEST_DESC) break
    cut += character
  }
  return `${cut}…`
}

const itemOf = ({ trackingNo, carrier, phoneTail, goods }: ReportedParcel): WeixinItem => ({
  tracking_no: trackingNo,
  express_company: carrier,
  item_desc: inWords(goods),
  contact: { receiver_contact: `****${phoneTail}` },
})

const hasLeft = ({ state }: ReportedOrder): boolean => state === 'shipped' || state === 'completed'

/**
 * All parcels of the order each time, for WeChat replaces its list by what it is told. One that left alone and whole is no split.
 * Undefined while there is nothing to tell, and for an order whose money went back. WeChat has room for ten parcels; the rest of
 * a larger order is seen in the shop only.
 */
export const weixinShippingOf = (order: ReportedOrder): WeixinShipping | undefined => {
  const whole = hasLeft(order)
  if (order.lines.every(({ delivery }) => delivery !== 'express')) {
    if (!whole) return undefined
    const item = { item_desc: inWords(order.lines) }
    return { logistics_type: LOGISTICS.virtual, delivery_mode: MODE.unified, shipping_list: [item] }
  }
  const parcels = order.parcels.slice(0, MOST_PARCELS).map(itemOf)
  if (parcels.length === 0 || order.state === 'refunded') return undefined
  const courier = { logistics_type: LOGISTICS.courier, shipping_list: parcels }
  return whole && parcels.length === 1
    ? { ...courier, delivery_mode: MODE.unified }
    : { ...courier, delivery_mode: MODE.split, is_all_delivered: whole }
}

/** Whether nothing more is to follow a message, after which WeChat takes one change. */
export const isWhole = ({ delivery_mode: mode, is_all_delivered: all }: WeixinShipping): boolean =>
  mode === MODE.unified || all === true

/** What Alipay's list calls the state of an order of goods. The words depend on the trade; confirm them before going live. */
const ALIPAY_WORDS: Partial<Record<OrderState, string>> = {
  paid: 'WAIT_SELLER_SEND_GOODS',
  shipped: 'WAIT_BUYER_CONFIRM_GOODS',
  completed: 'TRADE_FINISHED',
  refunded: 'TRADE_CLOSED',
}

export interface AlipayOrder {
  readonly status: string
  readonly items: ReportedOrder['lines']
  readonly parcels: readonly { readonly trackingNo: string; readonly carrier: string }[]
}

/**
 * Alipay takes no order without goods. One of which nothing is left is told with all that was bought once its money went back,
 * and with nothing until then.
 */
export const alipayOrderOf = ({ state, lines, bought, parcels }: ReportedOrder): AlipayOrder | undefined => {
  const status = ALIPAY_WORDS[state]
  if (status === undefined || (lines.length === 0 && state === 'paid')) return undefined
  const items = lines.length > 0 ? lines : bought
  return { status, items, parcels: parcels.map(({ trackingNo, carrier }) => ({ trackingNo, carrier })) }
}
