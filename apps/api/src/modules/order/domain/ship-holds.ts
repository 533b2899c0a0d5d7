import type { ShipHold } from '@jishi/contracts/order/order.terms'

/** Holds by the word their keys begin with; whoever writes a hold of another sort is still told of, without its why. */
const BY_KEY: Readonly<Record<string, ShipHold>> = {
  bill: 'payment_missing',
  delivery: 'codes',
  supplement: 'supplement',
  after_sale: 'after_sale',
  refunding: 'refund',
}

/** What people are told of the holds that keep an order here, each sort once. */
export const shipHoldsOf = (keys: readonly string[]): ShipHold[] => [
  ...new Set(keys.map((key) => BY_KEY[key.split(':')[0] ?? ''] ?? 'other')),
]
