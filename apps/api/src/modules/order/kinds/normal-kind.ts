import { NORMAL_KIND } from '@jishi/contracts/order/order-kind.terms'
import { NORMAL_POLICY } from './kind-policy.js'
import { fullTerm, type OrderKind } from './order-kind.js'

/** The plain order 普通订单: the shop's price, the shop's stock, everything owed at once, nothing claimed. It asks nothing of anybody. */
export const normalKind: OrderKind<null> = {
  code: NORMAL_KIND,
  facts: () => Promise.resolve(null),
  policy: () => NORMAL_POLICY,
  price: () => null,
  terms: (receipt, _facts, at) => [fullTerm(receipt, at)],
  claim: () => Promise.resolve({ ref: '', snapshot: {} }),
  onTermPaid: () => Promise.resolve([]),
  onClosed: () => Promise.resolve([]),
  onRefunded: () => Promise.resolve([]),
  views: () => Promise.resolve(new Map()),
}
