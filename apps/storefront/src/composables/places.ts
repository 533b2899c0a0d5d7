/** Every page of the storefront by name, so that no page spells another one's address. */
const query = (values: Record<string, string | undefined>): string => {
  const pairs = Object.keys(values)
    .filter((key) => values[key] !== undefined && values[key] !== '')
    .map((key) => `${key}=${encodeURIComponent(values[key] as string)}`)
  return pairs.length > 0 ? `?${pairs.join('&')}` : ''
}

/** The address of the page below this one, to come back to it after the browser was elsewhere; home when there is none. */
const pathBelow = (): string => {
  const pages = getCurrentPages()
  const below = pages[pages.length - 2] as { route?: string; options?: Record<string, string> } | undefined
  return below?.route ? `/${below.route}${query(below.options ?? {})}` : '/pages/home/home'
}

const open = (url: string): void => {
  uni.navigateTo({ url })
}

const replace = (url: string): void => {
  uni.redirectTo({ url })
}

export const places = {
  below: pathBelow,
  home: (): void => void uni.switchTab({ url: '/pages/home/home' }),
  category: (): void => void uni.switchTab({ url: '/pages/category/category' }),
  cart: (): void => void uni.switchTab({ url: '/pages/cart/cart' }),
  me: (): void => void uni.switchTab({ url: '/pages/me/me' }),
  product: (id: string): void => open(`/pkg-goods/product/product${query({ id })}`),
  list: (
    filter: { category?: string; brand?: string; title?: string; q?: string; focus?: string; coupon?: string } = {},
  ): void => open(`/pkg-goods/list/list${query(filter)}`),
  seckill: (): void => open('/pkg-activity/seckill/seckill'),
  /** Goods that reach a promotion, or what a held coupon asks for. */
  gather: (what: { offer: string } | { coupon: string }): void => open(`/pkg-goods/gather/gather${query(what)}`),
  checkout: (buy?: { skuId: string; qty: number }): void =>
    open(`/pkg-order/checkout/checkout${query(buy ? { sku: buy.skuId, qty: String(buy.qty) } : {})}`),
  checkoutInstead: (): void => replace('/pkg-order/checkout/checkout'),
  payResultPath: (id: string, hint?: 'processing'): string => `/pkg-order/pay-result/pay-result${query({ id, hint })}`,
  /** Takes the place of this page, or lies over it; resolves when it is there. `hint`: the cashier does not know yet. */
  payResult: (id: string, over: boolean, hint?: 'processing'): Promise<void> =>
    new Promise((resolve) => {
      const url = places.payResultPath(id, hint)
      const complete = (): void => resolve()
      if (over) uni.navigateTo({ url, complete })
      else uni.redirectTo({ url, complete })
    }),
  orders: (state?: string): void => open(`/pkg-order/orders/orders${query({ state })}`),
  order: (id: string): void => open(`/pkg-order/order/order${query({ id })}`),
  orderBin: (): void => open(`/pkg-order/orders/orders${query({ bin: 'true' })}`),
  /** 找人代付, and what was paid for others. */
  friendAsk: (id: string): void => open(`/pkg-pay/friend-ask/friend-ask${query({ id })}`),
  balance: (): void => open('/pkg-pay/balance/balance'),
  friendPaid: (): void => open('/pkg-pay/friend-paid/friend-paid'),
  voucher: (id: string): void => open(`/pkg-order/voucher/voucher${query({ id })}`),
  /** The invoices of an order, or asking for its first. */
  invoice: (order: string): void => open(`/pkg-member/invoice/invoice${query({ order })}`),
  invoices: (): void => open('/pkg-member/invoices/invoices'),
  invoiceTitles: (): void => open('/pkg-member/invoice-titles/invoice-titles'),
  parcels: (id: string, parcel: string): void => open(`/pkg-order/parcels/parcels${query({ id, parcel })}`),
  /** Asking for an after-sale of an order, beginning with one of its lines. */
  saleApply: (order: string, line?: string): void => open(`/pkg-order/sale-apply/sale-apply${query({ order, line })}`),
  sales: (): void => open('/pkg-order/sales/sales'),
  sale: (id: string): void => open(`/pkg-order/sale/sale${query({ id })}`),
  saleInstead: (id: string): void => replace(`/pkg-order/sale/sale${query({ id })}`),
  orderInstead: (id: string): void => replace(`/pkg-order/order/order${query({ id })}`),
  /** `then` is where to go after signing in; without it the shopper comes back to where they were. */
  signIn: (then?: string): void => open(places.signInPath(then)),
  /** By message, joining this platform's account to the one the phone opens. */
  signInToJoin: (): void => replace('/pkg-member/sign-in/sign-in?join=1'),
  signInPath: (then?: string): string => `/pkg-member/sign-in/sign-in${query({ then })}`,
  bindPhone: (): void => open('/pkg-member/bind-phone/bind-phone'),
  licences: (): void => open('/pkg-member/licences/licences'),
  /** Forgets every page that lies below: after WeChat's page there is nothing to go back to. */
  restartAt: (url: string): void => void uni.reLaunch({ url, fail: () => places.home() }),
  reviews: (): void => open('/pkg-member/reviews/reviews'),
  reviewsOf: (id: string): void => open(`/pkg-goods/reviews/reviews${query({ id })}`),
  /** A line to review, or a review to add to or to object for; `part` says which half, `order` what the line is of. */
  reviewWrite: (
    mode: 'write' | 'append' | 'appeal',
    id: string,
    more: { order?: string; part?: 'append' } = {},
  ): void => open(`/pkg-member/review-write/review-write${query({ mode, id, ...more })}`),
  /** One review as a card, to be handed on. */
  review: (id: string): void => open(places.reviewPath(id)),
  reviewPath: (id: string): string => `/pkg-goods/review/review${query({ id })}`,
  feedbacks: (): void => open('/pkg-member/feedbacks/feedbacks'),
  feedback: (id: string): void => open(`/pkg-member/feedback/feedback${query({ id })}`),
  feedbackInstead: (id: string): void => replace(`/pkg-member/feedback/feedback${query({ id })}`),
  /** Something new to tell, about an order where one is named. */
  feedbackWrite: (order?: string, no?: string): void =>
    open(`/pkg-member/feedback-write/feedback-write${query({ order, no })}`),
  coupons: (): void => open('/pkg-member/coupons/coupons'),
  couponCentre: (): void => open('/pkg-member/coupon-centre/coupon-centre'),
  favourites: (): void => open('/pkg-member/favourites/favourites'),
  history: (): void => open('/pkg-member/history/history'),
  addresses: (pick = false): void => open(`/pkg-member/addresses/addresses${query({ pick: pick ? '1' : undefined })}`),
  addressEdit: (id?: string, pick = false): void =>
    open(`/pkg-member/address-edit/address-edit${query({ id, pick: pick ? '1' : undefined })}`),
  /** What holds now, or what once held under a version's name. */
  policy: (kind: 'terms' | 'privacy', version?: string): void =>
    open(`/pkg-member/policy/policy${query({ kind, version })}`),
}
