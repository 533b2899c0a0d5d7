import { NORMAL_KIND } from '@jishi/contracts/order/order-kind.terms'
import { NORMAL_POLICY, type KindPolicy } from './kind-policy.js'
import type { KindOrder } from './order-kind.js'

/** What `orders.kind_snapshot` holds: the rules the order lives by, and what the kind wants to remember of it. */
export interface KindSnapshot {
  readonly policy: KindPolicy
  readonly own: Readonly<Record<string, unknown>>
}

/** The kind of an order as its row has it; null in both for a plain one. */
export interface KindOfOrder {
  readonly code: string
  readonly ref: string | null
  readonly snapshot: KindSnapshot | null
}

export const NORMAL: KindOfOrder = { code: NORMAL_KIND, ref: null, snapshot: null }

export const policyOf = ({ snapshot }: KindOfOrder): KindPolicy => snapshot?.policy ?? NORMAL_POLICY

/** An order as its kind is told of it. */
export const kindOrderOf = (order: {
  readonly id: string
  readonly orderNo: string
  readonly memberId: string
  readonly kind: KindOfOrder
}): KindOrder => ({
  id: order.id,
  orderNo: order.orderNo,
  memberId: order.memberId,
  ref: order.kind.ref,
  snapshot: order.kind.snapshot?.own ?? {},
})
