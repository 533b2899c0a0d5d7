/** Channels a shopper may choose; `demo` exists only in the process that makes the demo orders. */
export const PAYMENT_CHANNELS = ['wechat_h5'] as const
export type PaymentChannel = (typeof PAYMENT_CHANNELS)[number]
/** What a payment looks like from the shop's side; `confirming` = the outcome is being asked for. */
export const PAYMENT_STATES = ['none', 'open', 'confirming', 'paid', 'closed'] as const
export type PaymentState = (typeof PAYMENT_STATES)[number]
export const REFUND_STATES = ['created', 'processing', 'succeeded', 'abnormal', 'closed'] as const
export type RefundState = (typeof REFUND_STATES)[number]
