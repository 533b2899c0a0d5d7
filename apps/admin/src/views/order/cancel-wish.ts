import type { AdminOrderView } from '@jishi/contracts/order/order.schema'
import type { CancellationPreviewBody } from '@jishi/contracts/order/shop-change.schema'
import type { WaitingLine } from './waiting-lines'

type OrderLine = AdminOrderView['lines'][number]

const unsentOf = ({ qty, cancelledQty, shippedQty }: OrderLine): number => qty - cancelledQty - shippedQty

/** Lines with pieces that have not left, whatever way they go; gifts go with theirs, or by themselves where that has left. */
export const cancellableLines = ({ lines }: Pick<AdminOrderView, 'lines'>): WaitingLine[] =>
  lines.flatMap((line) => {
    const { id, title, skuLabel, giftOfLineId } = line
    const goesWithIts = lines.some((main) => main.id === giftOfLineId && unsentOf(main) > 0)
    const waiting = unsentOf(line)
    return !goesWithIts && waiting > 0 ? [{ id, title, skuLabel, waiting }] : []
  })

/** Every piece that is left is said by leaving the lines out; no piece at all is no wish. */
export const chosenLines = (
  lines: readonly WaitingLine[],
  choice: ReadonlyMap<string, number>,
): Pick<CancellationPreviewBody, 'lines'> | null => {
  const chosen = lines.flatMap(({ id }) => {
    const qty = choice.get(id) ?? 0
    return qty > 0 ? [{ lineId: id, qty }] : []
  })
  if (chosen.length === 0) return null
  return lines.every(({ id, waiting }) => choice.get(id) === waiting) ? {} : { lines: chosen }
}
