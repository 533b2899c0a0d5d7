import type { CartLine, CartView, SkuQty } from '@jishi/contracts/order/cart.schema'
import { MAX_CART_LINES, MAX_LINE_QTY } from '@jishi/contracts/primitives.terms'
import { platform } from '#platform'

/** A line of the cart that lives on the device before sign-in. */
export interface DeviceLine extends SkuQty {
  selected: boolean
}

const KEY = 'jishi.cart'
const MERGE_KEY = 'jishi.cart.merging'

const isLine = (value: unknown): value is DeviceLine => {
  if (typeof value !== 'object' || value === null) return false
  const line = value as Partial<DeviceLine>
  return typeof line.skuId === 'string' && Number.isSafeInteger(line.qty) && typeof line.selected === 'boolean'
}

export const readDeviceLines = (): DeviceLine[] => {
  const stored = platform.read(KEY)
  return Array.isArray(stored) ? stored.filter(isLine) : []
}

export const writeDeviceLines = (lines: readonly DeviceLine[]): void => {
  if (lines.length > 0) platform.write(KEY, lines)
  else platform.remove(KEY)
}

/** The key under which these lines are being merged, kept with them: whoever is killed meanwhile goes on with the same. */
export const readMergeKey = (): string | null => {
  const stored = platform.read(MERGE_KEY)
  return typeof stored === 'string' && stored !== '' ? stored : null
}

export const writeMergeKey = (key: string | null): void => {
  if (key === null) platform.remove(MERGE_KEY)
  else platform.write(MERGE_KEY, key)
}

/** The newest line stands first; the same SKU only grows. */
export const withAdded = (lines: readonly DeviceLine[], added: SkuQty): DeviceLine[] => {
  const present = lines.find((line) => line.skuId === added.skuId)
  const qty = Math.min(MAX_LINE_QTY, (present?.qty ?? 0) + added.qty)
  const rest = lines.filter((line) => line.skuId !== added.skuId)
  return [{ skuId: added.skuId, qty, selected: true }, ...rest].slice(0, MAX_CART_LINES)
}

/** A line becomes another SKU where it stands; if that one is there too, they become one. */
export const withSwapped = (lines: readonly DeviceLine[], skuId: string, next: SkuQty): DeviceLine[] => {
  const twin = skuId === next.skuId ? undefined : lines.find((line) => line.skuId === next.skuId)
  const qty = Math.min(MAX_LINE_QTY, next.qty + (twin?.qty ?? 0))
  return lines
    .filter((line) => line !== twin)
    .map((line) => (line.skuId === skuId ? { ...line, skuId: next.skuId, qty } : line))
}

/** The sums a cart shows while the server's answer is on its way: what was taken off before is supposed to stay. */
export const withSums = (view: CartView, items: CartLine[]): CartView => {
  const chosen = items.filter((line) => line.selected && line.problem === null)
  return {
    ...view,
    items,
    selectedQty: chosen.reduce((sum, line) => sum + line.qty, 0),
    selectedFen: Math.max(0, chosen.reduce((sum, line) => sum + line.unitFen * line.qty, 0) - view.savedFen),
    totalQty: items.reduce((sum, line) => sum + line.qty, 0),
  }
}

/** All lines as the server knows them, with what the device chose and the price of that choice alone. */
export const overlaid = (view: CartView, chosen: CartView, lines: readonly DeviceLine[]): CartView => {
  const { selectedQty, selectedFen, savedFen, rules, totals, hints, coupons, freight } = chosen
  const items = view.items.map((item) => {
    const selected = lines.find((line) => line.skuId === item.skuId)?.selected ?? false
    return { ...item, selected, gifts: chosen.items.find((one) => one.skuId === item.skuId)?.gifts ?? [] }
  })
  return { ...view, items, selectedQty, selectedFen, savedFen, rules, totals, hints, coupons, freight }
}

export const emptyCart: CartView = {
  items: [],
  nextCursor: null,
  cartVersion: 0,
  selectedQty: 0,
  selectedFen: 0,
  savedFen: 0,
  rules: [],
  totals: {
    listFen: 0,
    unitDiscountFen: 0,
    promotionFen: 0,
    couponFen: 0,
    pointsFen: 0,
    adjustFen: 0,
    goodsPaidFen: 0,
    freightFen: 0,
    payableFen: 0,
    qty: 0,
  },
  hints: [],
  coupons: [],
  totalQty: 0,
  freight: { freightFen: 0, freeOverFen: null },
}
