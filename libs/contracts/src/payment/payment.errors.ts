import type { ErrorTerm } from '../error-term.js'

/** What paying, being paid back and keeping the books are refused for. */
export const PAYMENT_ERRORS = {
  PAYER_UNKNOWN: {
    status: 409,
    zh: '需要先授权支付账号',
    en: 'The paying account has to be authorised first',
  },
  PAYMENT_CHANNEL_DOWN: {
    status: 503,
    zh: '支付渠道暂时不可用，请稍后重试',
    en: 'The payment channel is not reachable right now',
  },
  PAYMENT_CHANNEL_UNKNOWN: { status: 422, zh: '不支持的支付方式', en: 'This way of paying is not offered' },
  PAYMENT_NOT_ALLOWED: { status: 409, zh: '订单当前不能付款', en: 'This order cannot be paid now' },
} as const satisfies Record<string, ErrorTerm>
