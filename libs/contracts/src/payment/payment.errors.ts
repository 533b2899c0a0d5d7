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
  RECONCILIATION_ACTION_NOT_ALLOWED: {
    status: 409,
    zh: '这条差异当前不能这样处理',
    en: 'This difference cannot be handled like that now',
  },
  RECONCILIATION_SELF_APPROVAL: {
    status: 403,
    zh: '自己提出的处理要由另一位同事复核',
    en: 'Somebody else has to check what you proposed',
  },
} as const satisfies Record<string, ErrorTerm>
