/** Some pieces of a SKU that lie at one place, for one order. */
export interface PlacedPieces {
  readonly orderId: string
  readonly skuId: string
  readonly place: string
  readonly qty: number
}

export interface Pick {
  readonly skuId: string
  readonly place: string
  readonly qty: number
  readonly orders: number
}

const PLACE_BEFORE_SKU = (one: Pick, other: Pick): number =>
  one.place.localeCompare(other.place, 'zh') || (one.skuId < other.skuId ? -1 : 1)

/** What is fetched where: every SKU at every place once, place by place, with how many orders wait for it. */
export function picksOf(pieces: readonly PlacedPieces[]): Pick[] {
  const sums = new Map<string, { skuId: string; place: string; qty: number; orders: Set<string> }>()
  for (const { orderId, skuId, place, qty } of pieces) {
    const key = `${skuId} ${place}`
    const sum = sums.get(key) ?? { skuId, place, qty: 0, orders: new Set<string>() }
    sum.qty += qty
    sum.orders.add(orderId)
    sums.set(key, sum)
  }
  return [...sums.values()].map(({ orders, ...sum }) => ({ ...sum, orders: orders.size })).sort(PLACE_BEFORE_SKU)
}
