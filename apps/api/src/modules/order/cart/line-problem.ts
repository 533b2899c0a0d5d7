import type { CartLine, SkuQty } from '@jishi/contracts/order/cart.schema'
import type { SkuFacts } from '../../catalog/index.js'

export type LineProblem = CartLine['problem']

/** Why a line cannot be ordered as it stands; null = it can. */
export function problemOf(qty: number, sku: SkuFacts | undefined, available: number): LineProblem {
  if (sku?.onSale !== true) return sku?.shelved === true ? 'option_gone' : 'off_shelf'
  if (available <= 0) return 'sold_out'
  return available < qty ? 'short_stock' : null
}

/** A broken line cannot be mended by another quantity: it counts as not selected until it is for sale again. */
export const isBroken = (problem: LineProblem): boolean => problem !== null && problem !== 'short_stock'

/**
 * The lines of a cart that an order is made of: the selected ones without the broken. Where all of them are
 * broken they are kept, so that the quote can say of each what is wrong with it.
 */
export function orderableLines<Line extends SkuQty>(
  selected: readonly Line[],
  skus: ReadonlyMap<string, SkuFacts>,
  available: ReadonlyMap<string, number>,
): readonly Line[] {
  const sound = selected.filter(
    ({ skuId, qty }) => !isBroken(problemOf(qty, skus.get(skuId), available.get(skuId) ?? 0)),
  )
  return sound.length > 0 ? sound : selected
}
