/** The kinds of order 订单类型 that clients have words for; a module that brings another brings its word as well. */
export const ORDER_KINDS = ['normal', 'seckill'] as const
export type KnownOrderKind = (typeof ORDER_KINDS)[number]
export const NORMAL_KIND = 'normal'
export const KIND_CODE_PATTERN = /^[a-z][a-z-]{1,23}$/
/** What a client hands over to be allowed an order of a kind, a ticket for one; only the kind itself reads it. */
export const MAX_KIND_REF = 1_024
