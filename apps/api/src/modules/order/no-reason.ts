import { present } from '@jishi/kernel/assert'
import { DomainError } from '@jishi/kernel/errors'
import type { PricedGoods } from './price-goods.js'

type Excluding = Pick<PricedGoods, 'receipt' | 'skus'>

/**
 * Bought goods without the right to be sent back without a reason. The law lets the exception stand only where the buyer
 * confirmed it for this very purchase; gifts are not asked about, they go back with the line they came with.
 */
export const noReasonExcluded = ({ receipt, skus }: Excluding): string[] =>
  receipt.lines
    .filter(
      ({ skuId, role }) => role === 'main' && !present(skus.get(skuId), 'the facts of a priced SKU').noReasonReturn,
    )
    .map(({ skuId }) => skuId)

/**
 * The excluded goods of an order, all of them ticked: what the shopper was not told about is refused with
 * NO_REASON_UNCONFIRMED (details.items), so that nobody loses a right in silence. What was ticked though it has the right
 * keeps it.
 */
export function confirmedExclusions(priced: Excluding, ticked: readonly string[] = []): ReadonlySet<string> {
  const excluded = noReasonExcluded(priced)
  const untold = excluded.filter((skuId) => !ticked.includes(skuId))
  if (untold.length > 0) throw new DomainError('NO_REASON_UNCONFIRMED', { items: untold.map((skuId) => ({ skuId })) })
  return new Set(excluded)
}
