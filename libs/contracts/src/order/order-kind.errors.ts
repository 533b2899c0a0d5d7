import type { ErrorTerm } from '../error-term.js'

/** What orders of a kind of their own are refused for, whichever kind it is. */
export const ORDER_KIND_ERRORS = {
  ORDER_KIND_UNKNOWN: {
    status: 409,
    zh: '这个活动暂时不能下单',
    en: 'Orders of this kind cannot be placed here',
  },
  /** details.reason: path, lines, delivery. */
  ORDER_KIND_REFUSED: {
    status: 409,
    zh: '这些商品不能这样一起购买',
    en: 'These goods cannot be bought together like this',
  },
} as const satisfies Readonly<Record<string, ErrorTerm>>
